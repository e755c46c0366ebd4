/** The watches of one table, and the notes of its rows that have changed. */

import { type Entity, NO_ENTITY } from '../entity/index.js';
import type { WatchedLookup } from '../lookup/index.js';
import { rowOf, type TableReader, type TableSide } from '../table/index.js';
import { addChange, isEmpty, noChanges } from './changes.js';
import { ExactKeys } from './exact-keys.js';
import { FirstWatch } from './first-watch.js';
import { RangeWatch } from './range-watch.js';
import { TableNotes } from './table-notes.js';
import type { Watch } from './watch.js';
import { visitConcerned } from './watched-entities.js';

/** Called for each watch that gets something. */
type Due = (watch: Watch<Entity>) => void;

export class TableWatches {
  readonly table: TableReader;
  readonly notes: TableNotes = new TableNotes();
  /** Of all rows. */
  readonly all: Set<Watch<Entity>> = new Set();
  /** Of the row of one entity. */
  readonly ofEntity: Map<Entity, Set<Watch<Entity>>> = new Map();
  /** How many watched queries look at the table. */
  queries = 0;
  readonly #ranges: Set<RangeWatch | FirstWatch> = new Set();
  /** By the position of the index, and the number of words. */
  readonly #exact: Map<string, ExactKeys> = new Map();

  constructor(table: TableReader) {
    this.table = table;
  }

  /** True if changes of all rows are needed, not only of watched entities. */
  get needsAll(): boolean {
    return this.all.size + this.queries + this.#ranges.size + this.#exact.size > 0;
  }

  /** Adds a watch of a lookup. Returns a function that removes it. */
  addLookup(watch: Watch<Entity>, lookup: WatchedLookup): () => void {
    const { range, limit } = lookup;
    const isLimited = limit !== Number.POSITIVE_INFINITY;
    const words = isLimited ? -1 : range.exactWords;
    if (words < 0) {
      const added = isLimited ? new FirstWatch(watch, lookup) : new RangeWatch(watch, lookup);
      this.#ranges.add(added);
      return () => this.#ranges.delete(added);
    }
    const name = `${range.shape.position} ${words}`;
    const exact = this.#exact.get(name) ?? new ExactKeys(range.shape, this.table.stride, words);
    exact.add(watch, lookup);
    this.#exact.set(name, exact);
    return () => {
      exact.remove(watch, lookup);
      if (exact.isEmpty) this.#exact.delete(name);
    };
  }

  /** Finds what the notes mean. `rows` are the present ones. */
  update(rows: TableSide, due: Due): void {
    if (this.all.size > 0) this.#updateAll(rows, due);
    if (this.ofEntity.size > 0) this.#updateEntities(rows, due);
    for (const exact of this.#exact.values()) exact.update(rows, this.notes, due);
    for (const range of this.#ranges) if (range.update(rows, this.notes)) due(range.watch);
  }

  /** What was noted is not complete: lookups find their entities anew. */
  reset(): void {
    this.notes.clear();
    for (const range of this.#ranges) range.reset();
    for (const exact of this.#exact.values()) exact.reset();
  }

  #updateAll(rows: TableSide, due: Due): void {
    const lists = noChanges<Entity>();
    const { notes } = this;
    for (let i = 0; i < notes.count; i++) {
      const index = notes.indexes[i] as number;
      const row = rowOf(rows, index);
      addChange(lists, notes.before(index), row < 0 ? NO_ENTITY : (rows.dense[row] as Entity));
    }
    if (isEmpty(lists)) return;
    for (const watch of this.all) {
      watch.add(lists);
      due(watch);
    }
  }

  #updateEntities(rows: TableSide, due: Due): void {
    visitConcerned(this.ofEntity, rows, this.notes, (watches, change, entity) => {
      for (const watch of watches) {
        watch.add({ ...noChanges(), [change]: [entity] });
        due(watch);
      }
    });
  }
}
