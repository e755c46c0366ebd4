/** TypeScript literals for values that come from a schema: nothing in them can end the literal that holds it. */

/** What descriptors are made of: primitives, lists, plain objects. */
export type LiteralValue = number | bigint | boolean | string | null | undefined | object;

/** Columns that a line of generated code may take, as in the project's own formatter. */
export const LINE_WIDTH = 120;

const IDENTIFIER = /^[A-Za-z_$][A-Za-z0-9_$]*$/;
/** Nothing to escape: printable ASCII without quotes and backslashes, which is nearly every string. */
const PLAIN = /^[ !#-&(-[\]-~]*$/;
/** Control characters, line and paragraph separators, text direction marks, lone surrogates, and the byte order mark. */
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

/** A property name, quoted where it has to be. */
export function propertyKey(key: string): string {
  if (key === '__proto__') return "['__proto__']";
  return IDENTIFIER.test(key) ? key : stringLiteral(key);
}

/** A value on one line. Keys whose value is `undefined` are left out. */
export function flatLiteral(value: LiteralValue): string {
  if (isList(value)) return `[${value.map(flatLiteral).join(', ')}]`;
  if (isObject(value)) {
    const entries = definedEntries(value).map(([key, item]) => `${propertyKey(key)}: ${flatLiteral(item)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  return scalarLiteral(value);
}

/**
 * A value laid out as the project's formatter would: on one line if it fits, else one entry a line.
 *
 * `indent` is the indentation of the line that the value starts on, `column` where on that line, and `after` how many
 * characters follow its end.
 */
export function literal(value: LiteralValue, indent: number, column: number, after = 1): string {
  const composite = isList(value) || isObject(value);
  if (!composite || !mustBreak(value)) {
    const flat = flatLiteral(value);
    if (!composite || column + flat.length + after <= LINE_WIDTH) return flat;
  }
  const inner = ' '.repeat(indent + 2);
  const end = ' '.repeat(indent);
  if (isList(value)) {
    if (value.every((item) => typeof item === 'number')) return fill(value.map(flatLiteral), indent);
    const items = value.map((item) => `${inner}${literal(item, indent + 2, indent + 2)},\n`);
    return `[\n${items.join('')}${end}]`;
  }
  const entries = definedEntries(value).map(([key, item]) => {
    const start = `${inner}${propertyKey(key)}: `;
    return `${start}${literal(item, indent + 2, start.length)},\n`;
  });
  return `{\n${entries.join('')}${end}}`;
}

/** Short items, as many to a line as fit. */
function fill(items: readonly string[], indent: number): string {
  const inner = ' '.repeat(indent + 2);
  const lines: string[] = [];
  let line = inner;
  for (const [index, item] of items.entries()) {
    const piece = `${line === inner ? '' : ' '}${item},`;
    if (line !== inner && line.length + piece.length > LINE_WIDTH) {
      lines.push(line);
      line = `${inner}${item},`;
    } else line += piece;
    if (index === items.length - 1) lines.push(line);
  }
  return `[\n${lines.join('\n')}\n${' '.repeat(indent)}]`;
}

/** The formatter breaks a list of several objects, or of several lists, that hold more than one thing each. */
function mustBreak(value: LiteralValue): boolean {
  if (isObject(value)) return definedEntries(value).some(([, item]) => mustBreak(item));
  if (!isList(value)) return false;
  if (value.some(mustBreak)) return true;
  if (value.length < 2) return false;
  return (
    value.every((item) => isObject(item) && definedEntries(item).length > 1) ||
    value.every((item) => isList(item) && item.length > 1)
  );
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
