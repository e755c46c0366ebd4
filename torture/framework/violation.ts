/** A promise that did not hold. */

export class Violation extends Error {
  override readonly name = 'Violation';
}

/** Throws a `Violation` unless `condition` holds. `promise` says what should have been so; `found` what was. */
export function require(condition: boolean, promise: string, found?: () => unknown): asserts condition {
  if (condition) return;
  throw new Violation(found === undefined ? promise : `${promise}; found: ${shown(found())}`);
}

function shown(value: unknown): string {
  if (value instanceof Error) return value.stack ?? String(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
