/** Descriptors as JSON whose keys keep their order. `schemaFromJson` of the runtime reads it. */

/** Numbers that JSON lacks are written as in canonical JSON: docs/format.md, "The schema". */
export function jsonOf(value: unknown): string {
  return JSON.stringify(value, withAllNumbers);
}

function withAllNumbers(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return { $bigint: String(value) };
  if (typeof value !== 'number') return value;
  if (Object.is(value, -0)) return { $number: '-0' };
  return Number.isFinite(value) ? value : { $number: String(value) };
}
