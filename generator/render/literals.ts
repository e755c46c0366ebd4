/** TypeScript literals of values from a schema: no value can end its literal. */

/** What descriptors consist of: primitives, lists, plain objects. */
export type LiteralValue = number | bigint | boolean | string | null | undefined | object;

const IDENTIFIER = /^[A-Za-z_$][A-Za-z0-9_$]*$/;
/**
 * A string without characters to escape: printable ASCII without quotes and backslashes. Nearly every string is one.
 */
const PLAIN = /^[ !#-&(-[\]-~]*$/;
/**
 * Control characters, line and paragraph separators, text direction marks, lone surrogates, and the byte order mark.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

/** A string literal; single quotes unless double ones need fewer escapes. */
export function stringLiteral(text: string): string {
  if (PLAIN.test(text)) return `'${text}'`;
  const singles = text.split("'").length;
  const doubles = text.split('"').length;
  const quote = singles > doubles ? '"' : "'";
  const escaped = text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`).replace(UNSAFE, escapeCharacter);
  return `${quote}${escaped}${quote}`;
}

/** A number literal of exactly this value. */
function numberLiteral(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return 'Infinity';
  if (value === -Infinity) return '-Infinity';
  return Object.is(value, -0) ? '-0' : String(value);
}

/** A property name, in quotes if it is no identifier. */
export function propertyKey(key: string): string {
  if (key === '__proto__') return "['__proto__']";
  return IDENTIFIER.test(key) ? key : stringLiteral(key);
}

/** A literal of any value. Keys whose value is `undefined` are left out. */
export function literal(value: LiteralValue): string {
  if (isList(value)) return `[${value.map(literal).join(', ')}]`;
  if (isObject(value)) {
    const entries = definedEntries(value).map(([key, item]) => `${propertyKey(key)}: ${literal(item)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  return scalarLiteral(value);
}

function definedEntries(value: object): [string, LiteralValue][] {
  const entries: [string, LiteralValue][] = Object.entries(value);
  return entries.filter(([, item]) => item !== undefined);
}

function scalarLiteral(value: Exclude<LiteralValue, object>): string {
  switch (typeof value) {
    case 'string':
      return stringLiteral(value);
    case 'number':
      return numberLiteral(value);
    case 'bigint':
      return `${value}n`;
    default:
      return String(value);
  }
}

function escapeCharacter(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

function isList(value: LiteralValue): value is readonly LiteralValue[] {
  return Array.isArray(value);
}

function isObject(value: LiteralValue): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
