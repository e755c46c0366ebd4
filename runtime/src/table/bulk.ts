/** Changes that concern many entities in one step. Each is made as a whole, or not at all. */

import {
  announceEnding,
  cancelEnding,
  createEntityList,
  createMany,
  type EntityList,
  EntityListMemory,
  endMany,
  uncreateMany,
} from '../entity/index.js';
import { appendRows, removeExistingRows, removeRows, unappendRows } from './many-rows.js';
import type { Store } from './store.js';
import type { Table } from './table.js';
import { rowOf } from './table-side.js';

const BITS = 32;

export class Bulk {
  /** For the lists of the operations, which run one after the other. */
  readonly lists: EntityListMemory = new EntityListMemory();
  readonly #store: Store;
  /** Kept for later calls: the rows that are removed. */
  #rows: Uint32Array = new Uint32Array(0);

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Creates as many entities as `created` holds, with a row in each of the tables, and stores their ids there. The
   * records have to be written afterwards. Nothing is changed if it throws.
   */
  create(created: EntityList, tables: readonly Table[]): void {
    const store = this.#store;
    const { entities } = store;
    // Before memory grows: running loops would continue in the old memory.
    store.announceNewRows(tables);
    entities.join();
    let low = 0;
    let high = 0;
    for (let k = 0; k < tables.length; k++) {
      const table = tables[k] as Table;
      const group = store.groupOf(table);
      if (group < BITS) low |= 1 << group;
      else high |= 1 << (group - BITS);
      table.join();
      // The highest index that can be used: first, because it may throw.
      table.reserveRows(table.working.count + created.length, entities.working.next + created.length);
    }
    createMany(entities, created, low >>> 0, high >>> 0);
    for (let k = 0; k < tables.length; k++) appendRows(tables[k] as Table, created);
  }

  /** Undoes `create`. `next` is the registry's `next` from before. */
  uncreate(created: EntityList, tables: readonly Table[], next: number): void {
    for (let k = 0; k < tables.length; k++) this.unappend(tables[k] as Table, created);
    uncreateMany(this.#store.entities, created, next);
  }

  /**
   * Adds a row for each of the living entities; the records have to be written afterwards. Returns the position of the
   * first entity that has a row or is repeated, with nothing changed; -1 if there is none.
   */
  append(table: Table, entities: EntityList): number {
    const { entities: registry } = this.#store;
    if (table.visits !== 0) {
      const refused = findEntry(table, entities, true);
      if (refused >= 0) return refused;
      this.#store.announceRowChanges(table, entities);
    }
    table.reserveRows(table.working.count + entities.length, highestIndex(entities));
    const position = appendRows(table, entities);
    if (position >= 0) return position;
    const group = this.#store.groupOf(table);
    for (let i = 0; i < entities.length; i++) registry.addGroup(entities.indexes[i] as number, group);
    return -1;
  }

  /** Undoes `append`. Code that ran since may have begun an iteration over the table. */
  unappend(table: Table, entities: EntityList): void {
    if (table.visits !== 0) this.#store.working.iterations.interrupt(table);
    unappendRows(table, entities);
  }

  /**
   * Removes the row of each of the living entities. Returns the position of the first entity that has none or is
   * repeated, with nothing changed; -1 if there is none.
   */
  remove(table: Table, entities: EntityList): number {
    if (table.visits !== 0) {
      const refused = findEntry(table, entities, false);
      if (refused >= 0) return refused;
      this.#store.announceRowChanges(table, entities);
    }
    return removeRows(table, entities, this.#rowsFor(entities.length));
  }

  /**
   * Destroys entities. Returns the position of the first one that is not alive or is repeated, with nothing changed; -1
   * if there is none.
   */
  destroy(entities: EntityList): number {
    const registry = this.#store.entities;
    const position = announceEnding(registry, entities);
    if (position >= 0) return position;
    const tables = this.#store.groups.tablesOf(registry, entities);
    try {
      if (this.#store.working.visits.innermost !== undefined) this.#requireNoVisits(tables, entities);
    } catch (error) {
      cancelEnding(registry, entities);
      throw error;
    }
    const rows = this.#rowsFor(entities.length);
    for (let k = 0; k < tables.length; k++) {
      const table = tables[k] as Table;
      if (table.visits !== 0) this.#store.announceRowChanges(table, withRows(table, entities));
      table.join();
      removeExistingRows(table, entities, rows);
    }
    endMany(registry, entities);
    return -1;
  }

  #requireNoVisits(tables: readonly Table[], entities: EntityList): void {
    for (const table of tables) this.#store.requireNoVisits(table, withRows(table, entities));
  }

  #rowsFor(count: number): Uint32Array {
    if (this.#rows.length < count) this.#rows = new Uint32Array(count);
    return this.#rows;
  }
}

/**
 * The position of the first entity that has a row, or none, or is repeated; -1 if there is none. Visits are announced
 * only if the rows can be changed.
 */
function findEntry(table: Table, { indexes }: EntityList, hasRow: boolean): number {
  const seen = new Set<number>();
  return indexes.findIndex(
    (index) => rowOf(table.working, index) >= 0 === hasRow || seen.size === seen.add(index).size,
  );
}

/** Those of the entities that have a row. */
function withRows(table: Table, { ids, indexes }: EntityList): EntityList {
  const positions = Array.from(indexes.keys()).filter((i) => rowOf(table.working, indexes[i] as number) >= 0);
  const list = createEntityList(positions.length);
  for (const [position, i] of positions.entries()) list.set(position, ids[i] as number);
  return list;
}

function highestIndex({ indexes }: EntityList): number {
  let highest = 0;
  for (let i = 0; i < indexes.length; i++) {
    const index = indexes[i] as number;
    if (index > highest) highest = index;
  }
  return highest;
}
