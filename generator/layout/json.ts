/** Descriptors as JSON whose keys keep their order. `schemaFromJson` of the runtime reads it. */

/** Numbers that JSON lacks are written as in canonical JSON: docs/format.md, "The schema". */
export function jsonOf(value: unknown): string {
  // Calling a function for each value takes five times as long, and few schemas need it.
  return isPlain(value) ? JSON.stringify(value) : JSON.stringify(value, withAllNumbers);
}

/** Whether JSON has all numbers in a value. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value !== 'object' || value === null) return typeof value !== 'bigint';
  return Object.values(value).every(isPlain);
}

function withAllNumbers(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return { $bigint: String(value) };
  if (typeof value !== 'number') return value;
  if (Object.is(value, -0)) return { $number: '-0' };
  return Number.isFinite(value) ? value : { $number: String(value) };
}
