/**
 * Types that are spelt as in other languages. The error suggests the right spelling; accepting them would give types
 * many names.
 */

import { parseTypeName, SCALAR_SIZE, STRING_CAPACITY_MAX } from '@ecsdb/runtime/schema';

/** A type as schemas spell it. */
export interface MeantType {
  readonly type: string;
  /** Whether it may be null, which is a key of the field. */
  readonly nullable: boolean;
}

const LIST = /^(?:Readonly)?(?:Array|List|Vec|Vector|Set|Sequence|Slice)\s*(?:<(.*)>|\[(.*)\])$/is;
const OPTION = /^(?:Option|Optional|Maybe|Nullable)\s*(?:<(.*)>|\[(.*)\])$/is;
const TEXT =
  /^(?:fixed_?string|string|str|text|n?varchar|n?char|char_?array|utf_?8)\s*(?:\s*[<([{:]\s*(\d*)\s*[>)\]}]?)?$/i;

/** The type that a text seems to mean, or `undefined`. An `N` stands for a missing number. */
export function meantType(text: string): MeantType | undefined {
  return meant(text.trim(), 0);
}

function meant(text: string, depth: number): MeantType | undefined {
  if (depth > 8 || text.length > 200) return undefined;
  const within = (inner: string, build: (type: string) => string): MeantType | undefined => {
    const element = meant(inner.trim(), depth + 1);
    // Fields can be null, elements cannot.
    return element && { type: build(element.type), nullable: element.nullable };
  };
  const optional = optionalOf(text);
  if (optional !== undefined) {
    const inner = meant(optional.trim(), depth + 1);
    return inner && { type: inner.type, nullable: true };
  }
  const string = TEXT.exec(text);
  if (string) return { type: `string<${capacityOf(string[1])}>`, nullable: false };
  const array = arrayOf(text);
  if (array !== undefined) return within(array.element, (type) => `[${type}; ${array.length}]`);
  const unclosed = /^\[[^[\]]*$/.test(text) ? `${text}]` : /^\w+\s*;\s*\w*$/.test(text) ? `[${text}]` : undefined;
  if (unclosed !== undefined) return meant(unclosed, depth + 1);
  const scalar = SCALARS.get(text.toLowerCase().replace(/[\s_]/g, ''));
  if (scalar !== undefined) return { type: scalar, nullable: false };
  return parseTypeName(text)?.kind === 'named' ? { type: text, nullable: false } : undefined;
}

function optionalOf(text: string): string | undefined {
  if (text.endsWith('?')) return text.slice(0, -1);
  if (text.startsWith('?')) return text.slice(1);
  const option = OPTION.exec(text);
  if (option) return option[1] ?? option[2];
  const words = /^(?:nullable|optional)\s+(.*)$|^(.*?)\s+(?:nullable|optional)$/is.exec(text);
  if (words) return words[1] ?? words[2];
  const parts = text.split('|').map((part) => part.trim());
  const rest = parts.filter((part) => !/^(?:null|undefined|none|nil)$/i.test(part));
  return parts.length > 1 && rest.length === 1 ? rest[0] : undefined;
}

function arrayOf(text: string): { readonly element: string; readonly length: string } | undefined {
  const own = /^\[(.*?)(?:\s*[;,:]\s*(\w*)\s*|(?:\s*\*\s*|\s+x\s*)(\d+)\s*)?\]$/s.exec(text);
  if (own) return { element: own[1] ?? '', length: lengthOf(own[2] ?? own[3]) };
  const after = /^(.*?)\s*\[\s*(\d*)\s*\]((?:\s*\[\s*\d*\s*\])*)$/s.exec(text);
  // As in C, `u8[2][3]` is two times three.
  if (after) return { element: `${after[1]}${after[3]}`, length: lengthOf(after[2]) };
  const before = /^\[\s*(\d*)\s*\](.+)$/s.exec(text);
  if (before) return { element: before[2] ?? '', length: lengthOf(before[1]) };
  const times = /^(.*?)(?:\s*\*\s*|\s+x\s*)(\d+)$/s.exec(text);
  if (times) return { element: times[1] ?? '', length: lengthOf(times[2]) };
  const list = LIST.exec(text);
  if (!list) return undefined;
  const sized = /^(.*?)\s*[,;]\s*(\d+)$/s.exec(list[1] ?? list[2] ?? '');
  return { element: sized?.[1] ?? list[1] ?? list[2] ?? '', length: lengthOf(sized?.[2]) };
}

function lengthOf(digits: string | undefined): string {
  return digits !== undefined && /^\d+$/.test(digits) && Number(digits) > 0 ? String(Number(digits)) : 'N';
}

function capacityOf(digits: string | undefined): string {
  const length = lengthOf(digits);
  return length === 'N' || Number(length) > STRING_CAPACITY_MAX ? '24' : length;
}

/** Names of the built-in types in other languages, without blanks and underscores. */
const SCALARS: ReadonlyMap<string, string> = new Map([
  ...Object.keys(SCALAR_SIZE).map((name) => [name, name] as const),
  ...[8, 16, 32, 64].flatMap((bits) => [
    ...['int', 'sint', 'integer', 's'].map((word) => [`${word}${bits}`, `i${bits}`] as const),
    ...[`int${bits}t`, `sint${bits}t`].map((word) => [word, `i${bits}`] as const),
    ...[`uint${bits}`, `uint${bits}t`, `unsigned${bits}`].map((word) => [word, `u${bits}`] as const),
  ]),
  ['byte', 'u8'],
  ['ubyte', 'u8'],
  ['uchar', 'u8'],
  ['unsignedchar', 'u8'],
  ['sbyte', 'i8'],
  ['short', 'i16'],
  ['ushort', 'u16'],
  ['unsignedshort', 'u16'],
  ['word', 'u16'],
  ['smallint', 'i16'],
  ['tinyint', 'i8'],
  ['int', 'i32'],
  ['integer', 'i32'],
  ['uint', 'u32'],
  ['unsigned', 'u32'],
  ['unsignedint', 'u32'],
  ['dword', 'u32'],
  ['long', 'i64'],
  ['longlong', 'i64'],
  ['ulong', 'u64'],
  ['unsignedlong', 'u64'],
  ['bigint', 'i64'],
  ['usize', 'u64'],
  ['isize', 'i64'],
  ['sizet', 'u64'],
  ['float', 'f32'],
  ['float32', 'f32'],
  ['single', 'f32'],
  ['real', 'f32'],
  ['half', 'f32'],
  ['f16', 'f32'],
  ['double', 'f64'],
  ['float64', 'f64'],
  ['number', 'f64'],
  ['decimal', 'f64'],
  ['boolean', 'bool'],
  ['bit', 'bool'],
  ['entityid', 'entity'],
  ['id', 'entity'],
  ['ref', 'entity'],
]);
