/** The hash of a whole schema. Equal hashes mean that two schemas are equal. */

import type {
  CustomTypeDescriptor,
  EnumDescriptor,
  FieldDescriptor,
  SchemaDescriptor,
  TableDescriptor,
} from '@ecsdb/runtime/schema';
import { hashableDefault, hashOf } from './hash.js';

type Hashed = Pick<SchemaDescriptor, 'name' | 'enums' | 'customTypes' | 'tables' | 'queries'>;

/**
 * Excludes comments, descriptions, `was`, the version, ids of fields, the history, and the order of tables, types and
 * queries.
 *
 * The lock file keeps descriptors with the order of their keys, so that the hash of an earlier version can be computed
 * from them.
 */
export function hashOfSchema({ name, enums, customTypes, tables, queries }: Hashed): string {
  const content = {
    name,
    enums: byName(enums).map(hashableEnum),
    customTypes: byName(customTypes).map(withHashableFields),
    tables: byName(tables).map(withHashableFields),
    queries: byName(queries),
    enforced: 1,
  };
  return hashOf(content, 128);
}

function withHashableFields(described: TableDescriptor | CustomTypeDescriptor): object {
  const { was: _, ...rest } = { was: undefined, ...described };
  return { ...rest, fields: described.fields.map(hashableField) };
}

function hashableEnum({ was: _, ...rest }: EnumDescriptor): object {
  return rest;
}

function hashableField({ id: _, was: __, ...field }: FieldDescriptor): object {
  const hashable: { -readonly [key in keyof FieldDescriptor]?: unknown } = field;
  for (const key of ['min', 'max', 'default'] as const) {
    const value = field[key];
    if (value !== undefined) hashable[key] = hashableDefault(value);
  }
  return hashable;
}

function byName<Thing extends { readonly name: string }>(things: readonly Thing[]): Thing[] {
  return things.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
