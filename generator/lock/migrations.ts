/**
 * What the lock keeps for migration functions: what each table that `[migrations]` lists was before a version, and what
 * it was in that version. Later versions change neither.
 */

import type { MigrationDescriptor, SchemaDescriptor, TableShape } from '@ecsdb/runtime/schema';
import type { RawDocument } from '../schema/index.js';
import { descriptorOf, type Lock } from './model.js';
import { shapeOf } from './table-shape.js';

/** Those of released versions as they are, and those of the draft, which is the given schema. */
export function recordMigrations(lock: Lock, document: RawDocument, given: SchemaDescriptor): MigrationDescriptor[] {
  const tables = given.tables.filter((table) => isListed(shapeOf(given, table), lock.version, document));
  const ids = new Set(tables.map(({ tableId }) => tableId));
  return [...releasedMigrations(lock), ...migrationsOf(lock, given, ids)];
}

/** What the draft has when it is released. Its parts may have been merged since they were recorded. */
export function settledMigrations(lock: Lock): readonly MigrationDescriptor[] {
  const recorded = lock.migrations.filter(({ version }) => version === lock.version);
  if (recorded.length === 0) return lock.migrations;
  const ids = new Set(recorded.map(({ after }) => after.table.tableId));
  return [...releasedMigrations(lock), ...migrationsOf(lock, descriptorOf(lock, lock.draft), ids)];
}

/** Those that the schema still lists, by the names of their version. */
export function listedMigrations(
  recorded: readonly MigrationDescriptor[],
  document: RawDocument,
): MigrationDescriptor[] {
  return recorded.filter(({ version, after }) => isListed(after, version, document));
}

function releasedMigrations(lock: Lock): MigrationDescriptor[] {
  return lock.migrations.filter(({ version }) => version !== lock.version);
}

/** Tables that the released version lacks have no rows to migrate. */
function migrationsOf(lock: Lock, draft: SchemaDescriptor, ids: ReadonlySet<number>): MigrationDescriptor[] {
  if (lock.released === undefined || ids.size === 0) return [];
  const released = descriptorOf(lock, lock.released);
  const earlier = new Map(released.tables.map((table) => [table.tableId, table]));
  // By id and not by name: a rename pairs the generated types of both schemas by their places.
  const tables = draft.tables.filter(({ tableId }) => ids.has(tableId)).toSorted((a, b) => a.tableId - b.tableId);
  return tables.flatMap((table): MigrationDescriptor[] => {
    const before = earlier.get(table.tableId);
    if (before === undefined) return [];
    return [{ version: lock.version, before: shapeOf(released, before), after: shapeOf(draft, table) }];
  });
}

/** Whether `[migrations]` lists a table, or a type that it contains. */
function isListed({ table, customTypes, enums }: TableShape, version: string, { migrations }: RawDocument): boolean {
  const names = new Set([table, ...customTypes, ...enums].map(({ name }) => name));
  return migrations.some((entry) => entry.version === version && entry.names.some(({ name }) => names.has(name)));
}
