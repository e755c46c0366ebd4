/** Where the fields of a table are, and which of them can be null. */

import type {
  CustomTypeDescriptor,
  EnumDescriptor,
  FieldDescriptor,
  SchemaDescriptor,
  TableDescriptor,
} from '../schema/index.js';

/** The bit of a record that says that a field is null. */
export interface NullBit {
  /** From the start of the record. */
  readonly byte: number;
  readonly mask: number;
}

/** The null bits of a table's nullable fields, which have them in the order of the schema. */
export function nullBitsOf({ fields, nullBitmap }: TableDescriptor): ReadonlyMap<FieldDescriptor, NullBit> {
  const bits = new Map<FieldDescriptor, NullBit>();
  if (nullBitmap === null) return bits;
  for (const field of fields) {
    if (!field.nullable) continue;
    bits.set(field, { byte: nullBitmap.offset + (bits.size >>> 3), mask: 1 << (bits.size & 7) });
  }
  return bits;
}

/** Undefined if the name is that of a custom type. */
export function enumOf({ enums }: SchemaDescriptor, name: string): EnumDescriptor | undefined {
  return enums.find((candidate) => candidate.name === name);
}

export function customTypeOf({ customTypes }: SchemaDescriptor, name: string): CustomTypeDescriptor {
  const found = customTypes.find((candidate) => candidate.name === name);
  // Schemas are validated before a database is opened with them.
  if (found === undefined) throw new Error(`the schema does not define the type '${name}'`);
  return found;
}
