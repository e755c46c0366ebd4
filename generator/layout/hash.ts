/** Hashes of schemas and of record layouts: equal hashes mean equal schemas or layouts. */

import { createHash } from 'node:crypto';
import type { DefaultValue } from '@ecsdb/runtime/schema';
import type { CustomType, Type } from '../schema/index.js';
import type { RecordLayout } from './struct.js';

/**
 * The first bits of SHA-256 over plain data as JSON, as hexadecimal digits. The JSON is canonical, because the code
 * that builds the data always lists keys in the same order.
 */
export function hashOf(value: object, bits: 64 | 128 | 256): string {
  return createHash('sha256')
    .update(JSON.stringify(value))
    .digest('hex')
    .slice(0, bits / 4);
}

/** A default in which numbers that JSON cannot represent are strings: bigint, `NaN`, infinities, `-0`. */
export function hashableDefault(value: DefaultValue): unknown {
  if (typeof value === 'bigint') return { integer: String(value) };
  if (typeof value === 'number') return { number: Object.is(value, -0) ? '-0' : String(value) };
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(hashableDefault);
  return Object.entries(value).map(([field, member]) => [field, hashableDefault(member)]);
}

/**
 * The meaning of a record's bytes: names, offsets and types of its fields, without the names of the table and of types.
 * Nested types are included by their hash, so that deep nesting stays cheap.
 */
export function recordSignature(record: RecordLayout, nested: ReadonlyMap<CustomType, string>): object {
  const { size, align, nullBitmap, fields } = record;
  return {
    size,
    align,
    nullBitmap: nullBitmap?.offset ?? null,
    fields: fields.map(({ field, offset, nullBit }) => [
      field.name,
      offset,
      typeSignature(field.type, nested),
      nullBit ?? null,
    ]),
  };
}

function typeSignature(type: Type, nested: ReadonlyMap<CustomType, string>): object | string {
  switch (type.kind) {
    case 'scalar':
      return type.scalar;
    case 'string':
      return { string: type.capacity };
    case 'array':
      return { array: type.length, of: typeSignature(type.element, nested) };
    case 'enum':
      return { enum: type.definition.repr };
    case 'custom':
      return { struct: nested.get(type.definition) ?? '' };
  }
}

function isList(value: object): value is readonly DefaultValue[] {
  return Array.isArray(value);
}
