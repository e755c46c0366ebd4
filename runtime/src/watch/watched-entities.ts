/** Watches of single entities: which of them a table's notes concern. */

import type { Entity } from '../entity/index.js';
import { rowOf, type TableSide } from '../table/index.js';
import type { ChangeLists } from './changes.js';
import type { TableNotes } from './table-notes.js';

/** What happened to a row of an entity. */
export type RowChange = keyof ChangeLists<unknown>;

/**
 * Calls `visit` with each watched entity whose row came, changed or went. Goes through the notes or through the
 * entities, whichever are fewer.
 */
export function visitConcerned<Watches>(
  entities: ReadonlyMap<Entity, Watches>,
  rows: TableSide,
  notes: TableNotes,
  visit: (watches: Watches, change: RowChange, entity: Entity) => void,
): void {
  const look = (entity: Entity): void => {
    const watches = entities.get(entity);
    if (watches === undefined) return;
    const change = changeOf(entity, rows, notes);
    if (change !== undefined) visit(watches, change, entity);
  };
  if (entities.size < notes.count) {
    for (const entity of entities.keys()) if (notes.has(entity >>> 0)) look(entity);
    return;
  }
  for (let i = 0; i < notes.count; i++) {
    const index = notes.indexes[i] as number;
    const before = notes.before(index);
    const row = rowOf(rows, index);
    const now = row < 0 ? before : (rows.dense[row] as Entity);
    look(before);
    if (now !== before) look(now);
  }
}

/** What happened to the row of an entity whose index is noted. */
function changeOf(entity: Entity, rows: TableSide, notes: TableNotes): RowChange | undefined {
  const row = rowOf(rows, entity >>> 0);
  const was = notes.before(entity >>> 0) === entity;
  const is = row >= 0 && rows.dense[row] === entity;
  if (was) return is ? 'changed' : 'deleted';
  return is ? 'inserted' : undefined;
}
