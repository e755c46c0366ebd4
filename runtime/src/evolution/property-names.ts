/** Rows as the application has them, with the names of properties, and as codecs have them, with those of fields. */

import type { DynamicValue } from '../component/index.js';
import { type FieldDescriptor, parseTypeName, type TypeName } from '../schema/index.js';
import type { SchemaTypes } from './schema-types.js';

/** Names within values are replaced, too. Keys that are no fields are kept, so that codecs refuse them. */
export function toProperties(types: SchemaTypes, field: FieldDescriptor, value: DynamicValue): DynamicValue {
  return renamed(
    types,
    parseTypeName(field.type),
    value,
    ({ name }) => name,
    ({ property }) => property,
  );
}

export function toFields(types: SchemaTypes, field: FieldDescriptor, value: DynamicValue): DynamicValue {
  return renamed(
    types,
    parseTypeName(field.type),
    value,
    ({ property }) => property,
    ({ name }) => name,
  );
}

type NameOf = (field: FieldDescriptor) => string;

function renamed(
  types: SchemaTypes,
  type: TypeName | undefined,
  value: DynamicValue,
  from: NameOf,
  to: NameOf,
): DynamicValue {
  if (type?.kind === 'array') {
    const list = asList(value);
    return list === undefined ? value : list.map((item) => renamed(types, type.element, item, from, to));
  }
  const fields = type?.kind === 'named' ? types.customTypes.get(type.name)?.fields : undefined;
  if (fields === undefined || typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const byName = new Map(fields.map((field) => [from(field), field]));
  return Object.fromEntries(
    Object.entries(value).map(([key, member]: [string, DynamicValue]) => {
      const field = byName.get(key);
      if (field === undefined) return [key, member];
      return [to(field), renamed(types, parseTypeName(field.type), member, from, to)];
    }),
  );
}

/** The elements of an array or a typed array; undefined for anything else. */
function asList(value: DynamicValue): readonly DynamicValue[] | undefined {
  if (Array.isArray(value)) return value;
  // No field is a DataView, the only view that is not a list.
  return ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<number>) : undefined;
}
