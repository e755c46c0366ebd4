/** The indexes of schemas that were stored before constraints were enforced. */

import type { FieldDescriptor, IndexDescriptor, SchemaDescriptor, TableDescriptor } from './descriptor.js';
import { keyMemberBytes } from './key-members.js';
import { KEY_BYTES_MAX } from './limits.js';

/**
 * The schema with an index for each primary key, unique field and foreign key that has none, so that its constraints
 * can be checked. A key that an index cannot have is left out.
 */
export function withImpliedIndexes(schema: SchemaDescriptor): SchemaDescriptor {
  if (schema.enforced !== undefined) return schema;
  const enums = new Map(schema.enums.map((one) => [one.name, one]));
  const isKey = (fields: readonly FieldDescriptor[]): boolean => {
    const sizes = fields.map((field) => keyMemberBytes({ field, root: field }, enums) ?? Number.POSITIVE_INFINITY);
    return fields.length > 0 && sizes.reduce((sum, size) => sum + size, 0) <= KEY_BYTES_MAX;
  };
  return { ...schema, tables: schema.tables.map((table) => withIndexes(table, isKey)) };
}

function withIndexes(table: TableDescriptor, isKey: (fields: readonly FieldDescriptor[]) => boolean): TableDescriptor {
  const indexes = new Map((table.indexes ?? []).map((index) => [index.fields.join(), index]));
  const add = (fields: readonly FieldDescriptor[], facts: Pick<IndexDescriptor, 'primary' | 'unique'>): void => {
    const names = fields.map(({ name }) => name);
    const key = names.join();
    // The first one of the same fields is the strictest.
    if (isKey(fields) && !indexes.has(key)) indexes.set(key, { name: names.join('_'), fields: names, ...facts });
  };
  add(
    table.fields.filter((field) => field.primaryKey),
    { primary: true, unique: true },
  );
  for (const field of table.fields) if (field.unique) add([field], { unique: true });
  for (const field of table.fields) if (field.foreignKey !== undefined) add([field], {});
  return indexes.size === 0 ? table : { ...table, indexes: [...indexes.values()] };
}
