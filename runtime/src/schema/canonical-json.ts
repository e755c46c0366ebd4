/** Canonical JSON: one text for each value, including the numbers that JSON lacks. docs/format.md, "The schema". */

const BIGINT = '$bigint';
const NUMBER = '$number';
/** The numbers that JSON lacks or cannot distinguish, by their spelling. */
const SPECIAL: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-0', -0],
]);
/** At most 20 digits, as in 2^64 - 1, the largest bigint of a schema. */
const BIGINT_TEXT = /^(0|-?[1-9]\d{0,19})$/;

/** Plain data as text: keys in alphabetical order, no white space, no undefined properties. */
export function toCanonicalJson(value: unknown): string {
  if (typeof value === 'bigint') return `{"${BIGINT}":"${value}"}`;
  if (typeof value === 'number') {
    if (Number.isFinite(value) && !Object.is(value, -0)) return JSON.stringify(value);
    return `{"${NUMBER}":"${Object.is(value, -0) ? '-0' : value}"}`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(toCanonicalJson).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${toCanonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

/**
 * Parses canonical JSON. Throws a `SyntaxError` if the text is not JSON, or contains an invalid spelling of a number.
 */
export function fromCanonicalJson(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const members = Object.entries(value);
    const [key, spelling] = members[0] ?? [];
    if (members.length !== 1 || (key !== BIGINT && key !== NUMBER)) return value;
    const number = typeof spelling === 'string' ? parseNumber(key, spelling) : undefined;
    if (number === undefined) throw new SyntaxError(`{"${key}":${JSON.stringify(spelling)}} is not a number`);
    return number;
  });
}

function parseNumber(key: string, spelling: string): bigint | number | undefined {
  if (key === NUMBER) return SPECIAL.get(spelling);
  return BIGINT_TEXT.test(spelling) ? BigInt(spelling) : undefined;
}
