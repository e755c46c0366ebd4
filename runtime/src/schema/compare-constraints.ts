/** Finds whether the constraints of one schema hold in what another one has stored, without looking at the data. */

import type { FieldDescriptor, SchemaDescriptor, TableDescriptor } from './descriptor.js';

/**
 * True if `given` demands the same of each row as `stored`, which was enforced. Otherwise stored rows have to be
 * checked. Indexes that are not unique demand nothing. The layouts of the schemas are equal.
 */
export function haveSameConstraints(stored: SchemaDescriptor, given: SchemaDescriptor): boolean {
  if (stored.enforced === undefined) return !given.tables.some(hasConstraints);
  const before = new Map(stored.tables.map((table) => [table.name, constraintsOf(table)]));
  return given.tables.every((table) => before.get(table.name) === constraintsOf(table));
}

function hasConstraints({ indexes, parentTable, fields }: TableDescriptor): boolean {
  return (
    indexes !== undefined || parentTable !== undefined || fields.some(({ min, max }) => (min ?? max) !== undefined)
  );
}

/** What a table demands, as a text to compare. What a deletion does is no demand. */
function constraintsOf({ indexes = [], parentTable, fields }: TableDescriptor): string {
  const unique = indexes.filter((index) => index.unique === true).map((index) => index.fields.join());
  return JSON.stringify([unique.sort(), parentTable ?? null, fields.map(demandsOf).filter((one) => one !== undefined)]);
}

function demandsOf({ name, foreignKey, min, max }: FieldDescriptor): unknown {
  if (foreignKey === undefined && min === undefined && max === undefined) return undefined;
  return [name, foreignKey?.table ?? null, foreignKey?.field ?? null, String(min), String(max)];
}
