/** Finds every difference between the schema that rows were stored with and the schema given. */

import { boundedFields } from '../bounded-fields.js';
import type { SchemaDescriptor, TableDescriptor } from '../descriptor.js';
import { compareFields } from './compare-fields.js';
import { compareTableConstraints } from './compare-table-constraints.js';
import { addTable, ComparedPart, Comparison } from './comparison.js';
import type { SchemaDifference } from './difference.js';

/**
 * Every difference that means something for stored rows, by table. Names in TypeScript, defaults and queries do not;
 * neither do enums and custom types that no table has. Empty if nothing has to be done or checked.
 *
 * If both schemas have a `history`, tables are matched by id, and variants of enums by value. Fields are matched by id
 * if all of them have one. Everything else is matched by name. The caller has to know that the ids of the two schemas
 * are from one lock file; `withoutIds` makes a schema that is compared by name.
 */
export function findDifferences(stored: SchemaDescriptor, given: SchemaDescriptor): readonly SchemaDifference[] {
  const comparison = new Comparison(stored, given);
  const whole = new ComparedPart('the database', {});
  if (stored.name !== given.name) {
    const message = `the database was "${stored.name}", and is "${given.name}"`;
    comparison.add(whole, 'database-renamed', message);
  }
  if (!comparison.isEnforced && hasConstraints(given)) {
    const message = 'constraints were only declared, and are enforced';
    comparison.add(whole, 'constraints-enforced', message);
  }
  const { pairs, removed, added } = comparison.tables;
  for (const [before, after] of pairs) compareTables(comparison, before, after);
  for (const { name } of removed) {
    comparison.add(partOf(name), 'table-removed', `table "${name}" existed, and is missing`);
  }
  for (const { name } of added) comparison.add(partOf(name), 'table-added', `table "${name}" is new`);
  return comparison.differences;
}

function compareTables(comparison: Comparison, stored: TableDescriptor, given: TableDescriptor): void {
  const part = new ComparedPart(`table "${given.name}"`, { table: given.name });
  if (stored.name !== given.name) {
    comparison.add(part, 'table-renamed', `table "${stored.name}" was renamed to "${given.name}"`);
  }
  if (stored.tableId !== given.tableId) {
    const message = `${part.subject} had the id ${stored.tableId}, and has ${given.tableId}`;
    comparison.add(part, 'table-id-changed', message);
  }
  compareFields(comparison, part, stored, given);
  if (comparison.isEnforced) compareTableConstraints(comparison, part, stored, given);
  addTable(part, given.name);
}

function partOf(table: string): ComparedPart {
  const part = new ComparedPart(`table "${table}"`, { table });
  addTable(part, table);
  return part;
}

function hasConstraints({ tables, customTypes }: SchemaDescriptor): boolean {
  return tables.some(
    ({ indexes, parentTable, fields }) =>
      indexes !== undefined || parentTable !== undefined || boundedFields(customTypes, fields).length > 0,
  );
}
