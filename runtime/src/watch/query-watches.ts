/** The watches of one query. */

import { type Entity, NO_ENTITY } from '../entity/index.js';
import type { WatchedQuery } from '../query/index.js';
import { rowOf, type StoreSide, type TableReader } from '../table/index.js';
import { addChange, isEmpty, noChanges } from './changes.js';
import type { TableNotes } from './table-notes.js';
import type { Watch } from './watch.js';

/** The notes of a table. All tables of a watched query have some. */
type NotesOf = (table: TableReader) => TableNotes;

export class QueryWatches {
  readonly watches: Set<Watch<Entity>> = new Set();
  /** All tables that decide what matches, or whose rows are passed. */
  readonly tables: readonly TableReader[];
  readonly #required: readonly TableReader[];
  readonly #passed: readonly TableReader[];
  readonly #without: readonly TableReader[];
  readonly #any: readonly (readonly TableReader[])[];
  /** Entity indexes that were compared in this update. */
  readonly #seen: Set<number> = new Set();

  constructor({ rows, optional, with: others, without, any }: WatchedQuery) {
    this.#required = [...new Set([...rows, ...others])];
    this.#passed = [...rows, ...optional];
    this.#without = without;
    this.#any = any;
    this.tables = [...new Set([...this.#required, ...optional, ...without, ...any.flat()])];
  }

  /** Finds what the noted rows of its tables mean. True if the watches get something. */
  update(side: StoreSide, notesOf: NotesOf): boolean {
    const lists = noChanges<Entity>();
    const isOneTable = this.tables.length === 1;
    for (const table of this.tables) {
      const { indexes, count } = notesOf(table);
      for (let i = 0; i < count; i++) {
        const index = indexes[i] as number;
        if (!isOneTable) {
          if (this.#seen.has(index)) continue;
          this.#seen.add(index);
        }
        const was = this.#match((one) => before(side, notesOf(one), one, index));
        const is = this.#match((one) => idOf(side, one, index));
        if (was !== is || this.#isPassed(index, notesOf)) addChange(lists, was, is);
      }
    }
    this.#seen.clear();
    if (isEmpty(lists)) return false;
    for (const watch of this.watches) watch.add(lists);
    return true;
  }

  /** The entity, if it matches. `entityIn` returns the entity that has a row in a table, or 0. */
  #match(entityIn: (table: TableReader) => Entity): Entity {
    let entity = NO_ENTITY;
    for (const table of this.#required) {
      entity = entityIn(table);
      if (entity === NO_ENTITY) return NO_ENTITY;
    }
    for (const table of this.#without) if (entityIn(table) !== NO_ENTITY) return NO_ENTITY;
    for (const group of this.#any) if (group.every((table) => entityIn(table) === NO_ENTITY)) return NO_ENTITY;
    return entity;
  }

  /** True if a row that the query passes has changed. */
  #isPassed(index: number, notesOf: NotesOf): boolean {
    for (const table of this.#passed) if (notesOf(table).has(index)) return true;
    return false;
  }
}

function before(side: StoreSide, notes: TableNotes, table: TableReader, index: number): Entity {
  return notes.has(index) ? notes.before(index) : idOf(side, table, index);
}

function idOf(side: StoreSide, table: TableReader, index: number): Entity {
  const rows = side.of(table);
  const row = rowOf(rows, index);
  return row < 0 ? NO_ENTITY : (rows.dense[row] as Entity);
}
