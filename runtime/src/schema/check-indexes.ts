/** Checks the indexes of the tables of a stored schema, and that its keys and foreign keys have them. */

import type { Types } from './check-schema.js';
import type { IndexDescriptor, SchemaDescriptor, TableDescriptor } from './descriptor.js';
import { keyMemberAt, keyMemberBytes } from './key-members.js';
import { KEY_BYTES_MAX } from './limits.js';
import { rejectStored } from './plain-data.js';

/** A name that generated code can have. It is a property of `by`. */
const INDEX_NAME = /^(?!__proto__$)[A-Za-z_][A-Za-z0-9_]*$/;

/** The indexes of a table by their joined fields. */
type IndexesByFields = ReadonlyMap<string, IndexDescriptor>;

/** Throws `CORRUPT` for the first contradiction. */
export function checkIndexes(schema: SchemaDescriptor, types: Types): void {
  const indexes = new Map(schema.tables.map((table) => [table.name, checkIndexesOf(table, types)]));
  if (schema.enforced !== undefined) for (const table of schema.tables) checkImplied(table, indexes);
}

function checkIndexesOf(table: TableDescriptor, types: Types): IndexesByFields {
  const path = `schema.tables.${table.name}.indexes`;
  const names = new Set<string>();
  const found = new Map<string, IndexDescriptor>();
  for (const index of table.indexes ?? []) {
    const key = index.fields.join();
    if (!INDEX_NAME.test(index.name) || names.has(index.name)) rejectStored(path, 'a list of unique names', index.name);
    if (found.has(key)) rejectStored(path, 'a list of indexes over different fields', key);
    names.add(index.name);
    found.set(key, index);
    checkKey(table, index, types, `${path}.${index.name}`);
  }
  const primary = table.indexes?.filter((index) => index.primary) ?? [];
  if (primary.length > 1) rejectStored(path, 'a list with at most one primary key', primary.length);
  return found;
}

function checkKey(table: TableDescriptor, index: IndexDescriptor, types: Types, path: string): void {
  if (index.fields.length === 0 || new Set(index.fields).size !== index.fields.length) {
    rejectStored(path, 'an index over at least one field, each once', index.fields);
  }
  if (index.primary && !index.unique) rejectStored(path, 'unique, because it is the primary key', index);
  let bytes = 0;
  for (const field of index.fields) {
    const member = keyMemberAt(table, field, types.customTypes);
    const memberBytes = member && keyMemberBytes(member, types.enums);
    if (memberBytes === undefined)
      rejectStored(path, 'an index over existing fields whose values have an order', field);
    if (index.primary && member?.root.nullable) rejectStored(path, 'a primary key of fields that are not null', field);
    bytes += memberBytes;
  }
  if (bytes > KEY_BYTES_MAX) rejectStored(path, `an index with keys of at most ${KEY_BYTES_MAX} bytes`, bytes);
}

/** Constraints are checked with these indexes. */
function checkImplied(table: TableDescriptor, indexes: ReadonlyMap<string, IndexesByFields>): void {
  const own = indexes.get(table.name);
  const path = `schema.tables.${table.name}`;
  const primary = table.fields.filter((field) => field.primaryKey).map((field) => field.name);
  if (primary.length > 0 && !own?.get(primary.join())?.primary) {
    rejectStored(`${path}.indexes`, `a list with the primary key ${primary.join(', ')}`, table.indexes);
  }
  for (const { name, unique, indexed, foreignKey } of table.fields) {
    const index = own?.get(name);
    const isKey = unique ?? indexed ?? foreignKey !== undefined;
    if (isKey && (index === undefined || (unique && !index.unique))) {
      rejectStored(`${path}.indexes`, `a list with an index over ${name}`, table.indexes);
    }
    if (foreignKey?.field === undefined) continue;
    if (!indexes.get(foreignKey.table)?.get(foreignKey.field)?.unique) {
      rejectStored(`${path}.fields.${name}.foreignKey`, 'a reference to a unique field', foreignKey);
    }
  }
}
