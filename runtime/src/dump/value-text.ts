/**
 * Values of records as JSON without loss; docs/tools.md, "Values".
 *
 * The type of a value is known from the schema, so a text may represent what a JSON number cannot.
 */

import { readEntity, readString } from '../component/index.js';
import type { ElementArrays } from '../memory/index.js';
import {
  type EnumDescriptor,
  type FieldDescriptor,
  parseTypeName,
  SCALAR_SIZE,
  type ScalarName,
  type SchemaDescriptor,
  stringSize,
  type TableDescriptor,
  type TypeName,
} from '../schema/index.js';
import type { Column } from './csv-columns.js';
import { cellText } from './csv-text.js';
import { customTypeOf, enumOf, type NullBit, nullBitsOf } from './fields.js';

/** Reads the value at a byte offset and writes it as JSON. */
export type ValueText = (views: ElementArrays, offset: number) => string;

/** Returns a function that writes the record at an offset as a JSON object with the schema's field names. */
export function recordTextOf(schema: SchemaDescriptor, table: TableDescriptor): ValueText {
  const nullBits = nullBitsOf(table);
  return structText(
    table.fields.map((field) => ({ field, text: nullable(fieldText(schema, field), nullBits.get(field)) })),
  );
}

/** Returns a function that writes one column of the record at an offset as a cell of CSV. */
export function columnTextOf(schema: SchemaDescriptor, table: TableDescriptor, column: Column): ValueText {
  const { field, offset, type } = column;
  const { text } = typeText(schema, type);
  const nullBit = nullBitsOf(table).get(field);
  const cell = type.kind === 'string' ? stringCell : (views: ElementArrays, at: number) => unquoted(text(views, at));
  return (views, record) => {
    if (nullBit !== undefined && ((views.u8[record + nullBit.byte] as number) & nullBit.mask) !== 0) return '';
    return cell(views, record + offset);
  };
}

function stringCell(views: ElementArrays, offset: number): string {
  return cellText(readString(views.u8, offset));
}

/** Texts that are no strings (64-bit integers, names of variants, NaN) contain nothing that JSON escapes. */
function unquoted(json: string): string {
  return json.startsWith('"') ? json.slice(1, -1) : json;
}

/** The text of a value that is not null. */
function fieldText(schema: SchemaDescriptor, { type }: FieldDescriptor): ValueText {
  const parsed = parseTypeName(type);
  // Schemas are validated before a database is opened with them.
  if (parsed === undefined) throw new Error(`the type '${type}' is not one of the schema language`);
  return typeText(schema, parsed).text;
}

/** `text` for offsets of the field; the null bit is at the start of the record. */
function nullable(
  text: ValueText,
  nullBit: NullBit | undefined,
): (views: ElementArrays, record: number, offset: number) => string {
  if (nullBit === undefined) return (views, _record, offset) => text(views, offset);
  const { byte, mask } = nullBit;
  return (views, record, offset) => (((views.u8[record + byte] as number) & mask) === 0 ? text(views, offset) : 'null');
}

interface Part {
  readonly field: FieldDescriptor;
  readonly text: (views: ElementArrays, record: number, offset: number) => string;
}

function structText(given: readonly Part[]): ValueText {
  const parts = given.map(({ field: { name, offset }, text }, i) => ({
    key: `${i === 0 ? '{' : ','}${JSON.stringify(name)}:`,
    offset,
    text,
  }));
  if (parts.length === 0) return () => '{}';
  return (views, record) => {
    let text = '';
    for (const part of parts) text += part.key + part.text(views, record, record + part.offset);
    return `${text}}`;
  };
}

/** The text of a type, and the bytes from one element of an array to the next. */
function typeText(schema: SchemaDescriptor, type: TypeName): { readonly size: number; readonly text: ValueText } {
  switch (type.kind) {
    case 'scalar':
      return { size: SCALAR_SIZE[type.scalar], text: SCALAR_TEXT[type.scalar] };
    case 'string':
      return {
        size: stringSize(type.capacity),
        text: (views, offset) => JSON.stringify(readString(views.u8, offset)),
      };
    case 'array': {
      const { size, text } = typeText(schema, type.element);
      const end = size * type.length;
      return { size: end, text: (views, offset) => listText(views, offset, offset + end, size, text) };
    }
    case 'named': {
      const definition = enumOf(schema, type.name);
      if (definition !== undefined) return { size: SCALAR_SIZE[definition.repr], text: enumText(definition) };
      const { size, fields } = customTypeOf(schema, type.name);
      return {
        size,
        text: structText(fields.map((field) => ({ field, text: nullable(fieldText(schema, field), undefined) }))),
      };
    }
  }
}

function listText(views: ElementArrays, start: number, end: number, size: number, text: ValueText): string {
  let list = '[';
  for (let at = start; at < end; at += size) list += at === start ? text(views, at) : `,${text(views, at)}`;
  return `${list}]`;
}

function enumText({ repr, variants }: EnumDescriptor): ValueText {
  const names = new Map<number, string>();
  for (const [name, value] of Object.entries(variants)) names.set(value, JSON.stringify(name));
  const size = SCALAR_SIZE[repr];
  return (views, offset) => {
    const value = views[repr][offset / size] as number;
    return names.get(value) ?? String(value);
  };
}

/** Hot: each has a function of its own, so that each reads one kind of array. */
const SCALAR_TEXT: { readonly [scalar in ScalarName]: ValueText } = {
  u8: (views, offset) => String(views.u8[offset]),
  i8: (views, offset) => String(views.i8[offset]),
  u16: (views, offset) => String(views.u16[offset >>> 1]),
  i16: (views, offset) => String(views.i16[offset >>> 1]),
  u32: (views, offset) => String(views.u32[offset >>> 2]),
  i32: (views, offset) => String(views.i32[offset >>> 2]),
  u64: (views, offset) => `"${views.u64[offset / 8]}"`,
  i64: (views, offset) => `"${views.i64[offset / 8]}"`,
  f32: (views, offset) => floatText(views.f32[offset >>> 2] as number),
  f64: (views, offset) => floatText(views.f64[offset / 8] as number),
  bool: (views, offset) => (views.u8[offset] === 0 ? 'false' : 'true'),
  entity: (views, offset) => String(readEntity(views.u32, offset)),
};

/** JSON has -0, although `JSON.stringify` writes 0, but neither NaN nor infinities. */
function floatText(value: number): string {
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? String(value) : `"${value}"`;
}
