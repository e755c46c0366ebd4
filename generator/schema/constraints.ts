/** Warnings about keys and indexes that are valid, but may not do what the author expects. */

import { type DocumentPath, type Fault, keyFault, quote } from '../diagnostics/index.js';
import type { RawDocument } from './document.js';
import { type Constraint, ENFORCED } from './enforced.js';
import type { Field, ResolvedSchema, Table } from './model.js';

export function checkConstraints(
  document: RawDocument,
  schema: ResolvedSchema,
  enforced: ReadonlySet<Constraint> = ENFORCED,
): readonly Fault[] {
  return [
    ...notEnforced(document, enforced),
    ...schema.tables.flatMap((table) => foreignKeysWithoutIndex(table, enforced)),
  ];
}

/** One warning for each kind of constraint, at its first use, to keep the output short. */
function notEnforced(document: RawDocument, enforced: ReadonlySet<Constraint>): Fault[] {
  const first = new Map<Constraint, DocumentPath>();
  const note = (constraint: Constraint, declared: boolean, owner: DocumentPath): void => {
    if (declared && !enforced.has(constraint) && !first.has(constraint)) first.set(constraint, [...owner, constraint]);
  };
  for (const table of document.tables) {
    note('parent_table', table.parentTable !== undefined, table.path);
    for (const field of table.fields) {
      note('primary_key', field.primaryKey, field.path);
      note('unique', field.unique, field.path);
      note('indexed', field.indexed, field.path);
      note('foreign_key', field.foreignKey !== undefined, field.path);
    }
  }
  return [...first].map(([constraint, path]) => {
    const message = `"${constraint}" is recorded in descriptors, but this version of the runtime does not enforce it`;
    return keyFault(
      'ECS103',
      message,
      path,
      'check such constraints in your own code; the warning is printed only for the first one',
    );
  });
}

function foreignKeysWithoutIndex(table: Table, enforced: ReadonlySet<Constraint>): Fault[] {
  const leadingKey = table.fields.find((field) => field.primaryKey);
  const isIndexed = (field: Field): boolean => field.indexed || field.unique || field === leadingKey;
  return table.fields
    .filter((field) => field.foreignKey !== undefined && !isIndexed(field))
    .map((field) => {
      const message = `foreign key ${quote(field.name)} of table ${quote(table.name)} has no index`;
      const help = enforced.has('foreign_key')
        ? 'add `indexed = true`: without it, deleting a row to which the key refers searches the whole table'
        : 'add `indexed = true`: when foreign keys are enforced, deleting a row to which the key refers would ' +
          'search the whole table';
      return keyFault('ECS102', message, [...field.path, 'foreign_key'], help);
    });
}
