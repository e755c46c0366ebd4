/** Brings the rows of an input into a database, within a transaction. */

import { type Entity, INDEX_LIMIT, isAlive } from '../entity/index.js';
import { assert } from '../errors.js';
import { viewsOver } from '../memory/index.js';
import { rowOf, type Store, type Table } from '../table/index.js';
import type { Rows } from './load-order.js';
import type { BadLines } from './problems.js';
import { referencesOf, replaceReferences } from './references.js';
import { OWN_ENTITY, type RowChunk } from './staged-table.js';
import type { Staging } from './staging.js';

/** Reports the rows that cannot be added: their entity has one in that table already, or is not alive any more. */
export function checkRows(store: Store, staging: Staging, rows: Rows, bad: BadLines): void {
  const table = store.tableOf(rows.table.component, 'load');
  table.join();
  for (const { chunk, start, end } of piecesOf(rows)) {
    for (let i = start; i < end; i++) {
      const given = chunk.ids[i] as number;
      if (given === OWN_ENTITY) continue;
      const id = idOf(staging, given);
      const line = chunk.lines[i] as number;
      if (!isAlive(store.entities.working, id)) {
        bad.add(line, 'CONFLICT', `entity ${id} was destroyed while the input was loaded`);
      } else if (rowOf(table.working, id >>> 0) >= 0) {
        bad.add(line, 'CONFLICT', `entity ${id} has a row in table "${table.name}" of the database already`);
      }
    }
  }
}

/** Adds rows, whose entities are alive and have none. Returns the row of the first one. */
export function placeRows(store: Store, staging: Staging, rows: Rows): number {
  const table = store.tableOf(rows.table.component, 'load');
  table.join();
  const first = table.working.count;
  const references = staging.options.ids === 'keep' ? [] : referencesOf(staging, rows.table);
  for (const { chunk, start, end } of piecesOf(rows)) {
    const { entities, highest } = entitiesOf(store, staging, chunk, start, end);
    let records = chunk.views.u8.subarray(start * table.stride, end * table.stride);
    if (references.length > 0) {
      const copy = viewsOver(new ArrayBuffer(records.length), 0, records.length);
      copy.u8.set(records);
      for (let row = 0; row < end - start; row++) replaceReferences(references, staging, copy, row * table.stride);
      records = copy.u8;
    }
    const twice = table.appendAll(entities, highest, records);
    assert(twice < 0, 'rows are checked before they are added');
    joinGroup(store, table, entities);
  }
  return first;
}

interface Piece {
  readonly chunk: RowChunk;
  readonly start: number;
  readonly end: number;
}

function piecesOf({ table, from, to }: Rows): Piece[] {
  const pieces: Piece[] = [];
  let before = 0;
  for (const chunk of table.chunks) {
    const start = Math.max(0, from - before);
    const end = Math.min(chunk.count, to - before);
    if (start < end) pieces.push({ chunk, start, end });
    before += chunk.count;
  }
  return pieces;
}

/** The id in the database of an entity of the input. */
function idOf({ options, entities }: Staging, id: number): Entity {
  // Ids of the input were checked, and `createdOf` returns what `create` has returned.
  return (options.ids === 'new' ? entities.createdOf(id) : id) as Entity;
}

/** Index and generation of the entities in the database, in pairs. */
function entitiesOf(
  store: Store,
  staging: Staging,
  { ids }: RowChunk,
  start: number,
  end: number,
): { readonly entities: Uint32Array; readonly highest: number } {
  const entities = new Uint32Array((end - start) * 2);
  let highest = 0;
  for (let i = start, at = 0; i < end; i++, at += 2) {
    const given = ids[i] as number;
    const id = given === OWN_ENTITY ? store.entities.create() : idOf(staging, given);
    const index = id >>> 0;
    entities[at] = index;
    entities[at + 1] = Math.floor(id / INDEX_LIMIT);
    if (index > highest) highest = index;
  }
  return { entities, highest };
}

function joinGroup(store: Store, table: Table, entities: Uint32Array): void {
  const group = store.groupOf(table);
  for (let at = 0; at < entities.length; at += 2) store.entities.addGroup(entities[at] as number, group);
}
