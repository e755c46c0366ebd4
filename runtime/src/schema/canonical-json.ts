/** Canonical JSON: one text for each value, with numbers that JSON lacks. docs/format.md, "The schema". */

const BIGINT = '$bigint';
const NUMBER = '$number';
/** The numbers that JSON lacks or cannot tell apart, by their spelling. */
const SPECIAL: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-0', -0],
]);
/** Digits of the largest bigint that a schema can hold, -2^63. */
const BIGINT_TEXT = /^(0|-?[1-9]\d{0,19})$/;

/** Plain data as text: keys in alphabetical order, no white space. Properties that are undefined are left out. */
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

/** The value of such a text. Throws a `SyntaxError` on text that is no JSON, or spells a number wrongly. */
export function fromCanonicalJson(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const members = Object.entries(value);
    const [key, spelling] = members[0] ?? [];
    if (members.length !== 1 || (key !== BIGINT && key !== NUMBER)) return value;
    const number = typeof spelling === 'string' ? parseNumber(key, spelling) : undefined;
    if (number === undefined) throw new SyntaxError(`{"${key}":${JSON.stringify(spelling)}} is no number`);
    return number;
  });
}

function parseNumber(key: string, spelling: string): bigint | number | undefined {
  if (key === NUMBER) return SPECIAL.get(spelling);
  return BIGINT_TEXT.test(spelling) ? BigInt(spelling) : undefined;
}
