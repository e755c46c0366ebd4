/** The record of a row that no data was given for, which a function fills afterwards. */

import { NO_BYTES, viewsOver } from '../memory/index.js';
import {
  type FieldDescriptor,
  parseTypeName,
  type SchemaDescriptor,
  type TableDescriptor,
  type TypeName,
} from '../schema/index.js';
import { createDynamicComponent } from './dynamic.js';
import type { DynamicValue } from './type-codec.js';

/**
 * Fields have their default, and null if they have none and are nullable. Other fields are zero, false or empty; an
 * enum is its first variant. Returns no bytes if all of them are 0.
 */
export function blankRecord(schema: SchemaDescriptor, table: TableDescriptor): Uint8Array {
  if (table.size === 0) return NO_BYTES.u8;
  const views = viewsOver(new ArrayBuffer(Math.ceil(table.size / 8) * 8), 0, Math.ceil(table.size / 8) * 8, 'all');
  const row = createDynamicComponent(withoutBounds(schema), unbounded(table)).createRowMut();
  row.$bind(views);
  row.$assign(blankFields(schema, table.fields));
  const bytes = views.u8.subarray(0, table.size);
  return bytes.every((byte) => byte === 0) ? NO_BYTES.u8 : bytes;
}

/** Values for the fields that must be given, by the names of the schema. */
function blankFields(
  schema: SchemaDescriptor,
  fields: readonly FieldDescriptor[],
): { readonly [field: string]: DynamicValue } {
  const required = fields.filter((field) => field.default === undefined && !field.nullable);
  return Object.fromEntries(
    required.map((field) => [field.name, blankValue(schema, parseTypeName(field.type), field.js === 'number')]),
  );
}

function blankValue(schema: SchemaDescriptor, type: TypeName | undefined, asNumber: boolean): DynamicValue {
  switch (type?.kind) {
    case 'scalar':
      if (type.scalar === 'bool') return false;
      return (type.scalar === 'u64' || type.scalar === 'i64') && !asNumber ? 0n : 0;
    case 'string':
      return '';
    case 'array':
      return new Array<DynamicValue>(type.length).fill(blankValue(schema, type.element, asNumber));
    default: {
      const variants = schema.enums.find(({ name }) => name === type?.name)?.variants;
      if (variants !== undefined) return Object.values(variants)[0] ?? 0;
      return blankFields(schema, schema.customTypes.find(({ name }) => name === type?.name)?.fields ?? []);
    }
  }
}

/** Zero may be outside of `min` and `max`: the caller fills such fields, and they are checked afterwards. */
function withoutBounds(schema: SchemaDescriptor): SchemaDescriptor {
  return { ...schema, customTypes: schema.customTypes.map(unbounded) };
}

function unbounded<Struct extends { readonly fields: readonly FieldDescriptor[] }>(struct: Struct): Struct {
  return { ...struct, fields: struct.fields.map(({ min: _min, max: _max, ...field }) => field) };
}
