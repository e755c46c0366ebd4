/** Finds whether the constraints of one schema hold in what another one has stored, without looking at the data. */

import { boundedFields } from './bounded-fields.js';
import type { FieldDescriptor, SchemaDescriptor, TableDescriptor } from './descriptor.js';

/**
 * True if `given` demands the same of each row as `stored`, which was enforced. Otherwise stored rows have to be
 * checked. Indexes that are not unique demand nothing. The layouts of the schemas are equal.
 */
export function haveSameConstraints(stored: SchemaDescriptor, given: SchemaDescriptor): boolean {
  if (stored.enforced === undefined) return !given.tables.some((table) => hasConstraints(given, table));
  const before = new Map(stored.tables.map((table) => [table.name, constraintsOf(stored, table)]));
  return given.tables.every((table) => before.get(table.name) === constraintsOf(given, table));
}

/**
 * What differs between the constraints and indexes of two schemas, a sentence for each table. Threads that share a
 * database must agree in them: each thread checks bounds by itself, and finds indexes by their positions. The layouts
 * of the schemas are equal.
 */
export function constraintDifferences(stored: SchemaDescriptor, given: SchemaDescriptor): string[] {
  const before = new Map(stored.tables.map((table) => [table.name, table]));
  return given.tables.flatMap((table) => {
    const other = before.get(table.name);
    if (other === undefined) return [];
    if (indexesOf(table) !== indexesOf(other)) return [`table "${table.name}" has other indexes`];
    if (constraintsOf(given, table) === constraintsOf(stored, other)) return [];
    return [`table "${table.name}" has other constraints`];
  });
}

/** The indexes of a table in their order, as a text to compare. */
function indexesOf({ indexes = [] }: TableDescriptor): string {
  return JSON.stringify(indexes.map(({ name, fields, primary, unique }) => [name, fields, primary, unique]));
}

function hasConstraints(schema: SchemaDescriptor, { indexes, parentTable, fields }: TableDescriptor): boolean {
  return indexes !== undefined || parentTable !== undefined || boundsIn(schema, fields).length > 0;
}

/** What a table demands, as a text to compare. What a deletion does is no demand. */
function constraintsOf(schema: SchemaDescriptor, { indexes = [], parentTable, fields }: TableDescriptor): string {
  const unique = indexes.filter((index) => index.unique === true).map((index) => index.fields.join());
  const references = fields.flatMap(({ name, foreignKey }) =>
    foreignKey === undefined ? [] : [[name, foreignKey.table, foreignKey.field ?? null]],
  );
  return JSON.stringify([unique.sort(), parentTable ?? null, references, boundsIn(schema, fields)]);
}

function boundsIn({ customTypes }: SchemaDescriptor, fields: readonly FieldDescriptor[]): string[] {
  return boundedFields(customTypes, fields).map(({ path, field: { min, max } }) => `${path} ${min} ${max}`);
}
