/** Which fields of a table an update touches. */

import type { FieldDescriptor, SchemaDescriptor, TableDescriptor } from '@ecsdb/runtime/schema';

export interface Touched {
  /** Paths such as `position.x`, in the order of the schema. */
  readonly fields: readonly string[];
  /** True if the bytes include the bits that say which fields are null. */
  readonly nulls: boolean;
}

/** The fields that the bytes from `offset` to `offset + length` of a record contain, in whole or in part. */
export function touchedFields(
  schema: SchemaDescriptor,
  { fields, nullBitmap }: TableDescriptor,
  offset: number,
  length: number,
): Touched {
  const names: string[] = [];
  addTouched(schema, fields, '', offset, offset + length, names);
  return {
    fields: names,
    nulls: nullBitmap !== null && overlap(nullBitmap.offset, nullBitmap.bytes, offset, offset + length),
  };
}

function addTouched(
  schema: SchemaDescriptor,
  fields: readonly FieldDescriptor[],
  prefix: string,
  from: number,
  to: number,
  names: string[],
): void {
  for (const field of fields) {
    if (!overlap(field.offset, field.size, from, to)) continue;
    const path = `${prefix}${field.name}`;
    const custom = schema.customTypes.find(({ name }) => name === field.type);
    if (custom === undefined) names.push(path);
    else addTouched(schema, custom.fields, `${path}.`, from - field.offset, to - field.offset, names);
  }
}

function overlap(offset: number, size: number, from: number, to: number): boolean {
  return offset < to && offset + size > from;
}
