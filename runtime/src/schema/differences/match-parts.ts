/** Which parts of two schemas are the same part: by id where both have ids, otherwise by name and `was`. */

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
  if (!haveStableIds(stored, given)) return matchByName(stored.tables, given.tables);
  return match(stored.tables, new Map(given.tables.map((table) => [table.tableId, table])), ({ tableId }) => tableId);
}

export function matchFields(
  stored: readonly FieldDescriptor[],
  given: readonly FieldDescriptor[],
): Matches<FieldDescriptor> {
  const haveIds = [...stored, ...given].every(({ id }) => id !== undefined);
  if (!haveIds) return matchByName(stored, given);
  return match(stored, new Map(given.map((field) => [field.id, field])), ({ id }) => id);
}

/** A part that `was` something else is that part, if its own name is new. */
function matchByName<Part extends { readonly name: string; readonly was?: string }>(
  stored: readonly Part[],
  given: readonly Part[],
): Matches<Part> {
  const storedNames = new Set(stored.map(({ name }) => name));
  const givenNames = new Set(given.map(({ name }) => name));
  const keyOf = ({ name, was }: Part): string =>
    was === undefined || storedNames.has(name) || givenNames.has(was) ? name : was;
  return match(stored, new Map(given.map((part) => [keyOf(part), part])), ({ name }) => name);
}

function match<Part>(
  stored: readonly Part[],
  given: ReadonlyMap<unknown, Part>,
  keyOf: (part: Part) => unknown,
): Matches<Part> {
  const added = new Map(given);
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
