/** The members of a key: where they are in a record, and how many words of the key they take. */

import {
  type EnumDescriptor,
  type FieldDescriptor,
  keyMemberAt,
  parseTypeName,
  type ScalarName,
  type SchemaDescriptor,
  type TableDescriptor,
  type TypeName,
} from '../schema/index.js';

/** How the bytes of a member become words. */
type MemberKind = ScalarName | 'string';

export interface KeyMember {
  /** The path as in the schema, for example "position.x". */
  readonly path: string;
  readonly kind: MemberKind;
  /** The field as described, for its type and for whether a 64-bit integer is a number. */
  readonly field: FieldDescriptor;
  /** Byte offset in the record. */
  readonly offset: number;
  /** Bytes in the record. */
  readonly size: number;
  /** Bytes of text, for a string. */
  readonly capacity: number;
  /** Byte offset and mask of the bit that is set if the member is null; no mask if it cannot be. */
  readonly nullOffset: number;
  readonly nullMask: number;
  /** The first word of the key that belongs to the member, and how many do. */
  readonly firstWord: number;
  readonly words: number;
}

/** Scalars of at most 16 bits have room for null in their word. */
const SMALL: ReadonlySet<MemberKind> = new Set<MemberKind>(['u8', 'i8', 'bool', 'u16', 'i16']);

/** The members of a key, in order. The descriptor was checked. Undefined if a member does not exist or has no order. */
export function keyMembers(
  { customTypes, enums }: SchemaDescriptor,
  table: TableDescriptor,
  paths: readonly string[],
): KeyMember[] | undefined {
  const types = new Map(customTypes.map((type) => [type.name, type]));
  const members: KeyMember[] = [];
  let firstWord = 0;
  for (const path of paths) {
    const found = keyMemberAt(table, path, types);
    const type = found && parseTypeName(found.field.type);
    const kind = type && kindOf(enums, type);
    if (found === undefined || kind === undefined) return undefined;
    const { field, offset, root } = found;
    const nulls = nullBit(table, root.name);
    const capacity = type?.kind === 'string' ? type.capacity : 0;
    const words = wordsOf(kind, capacity, nulls.nullMask !== 0);
    members.push({ path, kind, field, offset, size: field.size, capacity, ...nulls, firstWord, words });
    firstWord += words;
  }
  return members;
}

export function keyWords(members: readonly KeyMember[]): number {
  return members.reduce((sum, { words }) => sum + words, 0);
}

function kindOf(enums: readonly EnumDescriptor[], type: TypeName): MemberKind | undefined {
  switch (type.kind) {
    case 'scalar':
      return type.scalar;
    case 'string':
      return 'string';
    case 'array':
      return undefined;
    case 'named':
      return enums.find(({ name }) => name === type.name)?.repr;
  }
}

/** Nullable fields have a bit each, in the order of the fields; it is set if the field is null. */
function nullBit({ fields, nullBitmap }: TableDescriptor, name: string): { nullOffset: number; nullMask: number } {
  const nullable = fields.filter((field) => field.nullable);
  const bit = nullable.findIndex((field) => field.name === name);
  if (bit < 0 || nullBitmap === null) return { nullOffset: 0, nullMask: 0 };
  return { nullOffset: nullBitmap.offset + (bit >>> 3), nullMask: 1 << (bit & 7) };
}

function wordsOf(kind: MemberKind, capacity: number, isNullable: boolean): number {
  // The last byte of a string is its length plus one, and 0 for null.
  if (kind === 'string') return Math.ceil((capacity + 1) / 4);
  const own = kind === 'u64' || kind === 'i64' || kind === 'f64' || kind === 'entity' ? 2 : 1;
  return isNullable && !SMALL.has(kind) ? own + 1 : own;
}
