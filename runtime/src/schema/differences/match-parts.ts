/** Which parts of two schemas are the same part: by id where both have ids, by name otherwise. */

import type { FieldDescriptor, SchemaDescriptor, TableDescriptor } from '../descriptor.js';

export interface Matches<Part> {
  /** Stored and given, in the order of the stored ones. */
  readonly pairs: readonly (readonly [stored: Part, given: Part])[];
  /** Stored parts that are missing from the given schema. */
  readonly removed: readonly Part[];
  readonly added: readonly Part[];
}

/** Only a compiler with a lock file writes a history. It keeps the ids of tables and the values of variants. */
export function haveStableIds(stored: SchemaDescriptor, given: SchemaDescriptor): boolean {
  return stored.history !== undefined && given.history !== undefined;
}

export function matchTables(stored: SchemaDescriptor, given: SchemaDescriptor): Matches<TableDescriptor> {
  const keyOf = haveStableIds(stored, given)
    ? (table: TableDescriptor): unknown => table.tableId
    : (table: TableDescriptor): unknown => table.name;
  return match(stored.tables, given.tables, keyOf);
}

export function matchFields(
  stored: readonly FieldDescriptor[],
  given: readonly FieldDescriptor[],
): Matches<FieldDescriptor> {
  const haveIds = [...stored, ...given].every(({ id }) => id !== undefined);
  return match(stored, given, haveIds ? ({ id }): unknown => id : ({ name }): unknown => name);
}

function match<Part>(stored: readonly Part[], given: readonly Part[], keyOf: (part: Part) => unknown): Matches<Part> {
  const added = new Map(given.map((part) => [keyOf(part), part]));
  const pairs: (readonly [Part, Part])[] = [];
  const removed: Part[] = [];
  for (const part of stored) {
    const other = added.get(keyOf(part));
    if (other === undefined) removed.push(part);
    else pairs.push([part, other]);
    added.delete(keyOf(part));
  }
  return { pairs, removed, added: [...added.values()] };
}
