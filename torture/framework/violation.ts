/** A broken promise. */

export class Violation extends Error {
  override readonly name = 'Violation';
}

/** Throws a `Violation` unless `condition` is true. `promise` says what was expected, and `found` what was found. */
export function require(condition: boolean, promise: string, found?: () => unknown): asserts condition {
  if (condition) return;
  throw new Violation(found === undefined ? promise : `${promise}; found: ${shown(found())}`);
}

function shown(value: unknown): string {
  if (value instanceof Error) return value.stack ?? String(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
