/** A watch of the first entities in a range of an index: a lookup with `limit`. */

import { type Entity, NO_ENTITY } from '../entity/index.js';
import type { WatchedLookup } from '../lookup/index.js';
import { rowOf, type StoreSide, type TableSide } from '../table/index.js';
import { type ChangeLists, isEmpty, noChanges } from './changes.js';
import type { TableNotes } from './table-notes.js';
import type { Watch } from './watch.js';

/**
 * The entries of the members are kept. Which entities are the first ones is read again only if the entry of a member
 * has changed, or if a row has come before the last member.
 */
export class FirstWatch {
  readonly watch: Watch<Entity>;
  readonly #lookup: WatchedLookup;
  readonly #words: number;
  /** The entry of a row that is looked at. */
  readonly #entry: Uint32Array;
  /** Where the entry of each member is in `#entries`, in the order of the lookup. */
  #members: Map<Entity, number> = new Map();
  #entries: Uint32Array = new Uint32Array(0);

  constructor(watch: Watch<Entity>, lookup: WatchedLookup) {
    this.watch = watch;
    this.#lookup = lookup;
    this.#words = lookup.range.shape.entryWords;
    this.#entry = new Uint32Array(this.#words);
    this.reset();
  }

  /** Finds what the noted rows mean. True if the watch gets something. */
  update(rows: TableSide, notes: TableNotes): boolean {
    const before = this.#members;
    if (this.#hasMoved(rows, notes)) this.reset();
    const lists = this.#changesSince(before, notes);
    if (isEmpty(lists)) return false;
    this.watch.add(lists);
    return true;
  }

  /** Finds the members anew. */
  reset(): void {
    const { side, table } = this.#lookup;
    const found = this.#lookup.toArray();
    const rows = readable(side, () => side.prepare(table));
    this.#members = new Map();
    this.#entries = new Uint32Array(found.length * this.#words);
    for (const [position, entity] of found.entries()) {
      this.#encode(rows, rowOf(rows, entity >>> 0));
      this.#entries.set(this.#entry, position * this.#words);
      this.#members.set(entity, position);
    }
  }

  #changesSince(before: ReadonlyMap<Entity, number>, notes: TableNotes): ChangeLists<Entity> {
    const lists = noChanges<Entity>();
    if (before === this.#members) {
      for (let i = 0; i < notes.count; i++) {
        const entity = notes.before(notes.indexes[i] as number);
        if (before.has(entity)) lists.changed.push(entity);
      }
      return lists;
    }
    for (const entity of before.keys()) if (!this.#members.has(entity)) lists.deleted.push(entity);
    for (const entity of this.#members.keys()) {
      if (!before.has(entity)) lists.inserted.push(entity);
      else if (notes.has(entity >>> 0)) lists.changed.push(entity);
    }
    return lists;
  }

  /** True if other entities, or the same in another order, may be the first ones now. */
  #hasMoved(rows: TableSide, notes: TableNotes): boolean {
    for (let i = 0; i < notes.count; i++) {
      const index = notes.indexes[i] as number;
      const was = notes.before(index);
      const row = rowOf(rows, index);
      const is = row < 0 ? NO_ENTITY : (rows.dense[row] as Entity);
      const position = this.#members.get(was);
      if (position !== undefined && was !== is) return true;
      if (is === NO_ENTITY) continue;
      this.#encode(rows, row);
      if (position === undefined ? this.#comesBeforeLast() : this.#compareAt(position) !== 0) return true;
    }
    return false;
  }

  /** True if `#entry` is in the range, and not behind the last member of a list that is full. */
  #comesBeforeLast(): boolean {
    const { range, limit, reverse } = this.#lookup;
    if (!range.contains(this.#entry)) return false;
    const { size } = this.#members;
    if (size < limit) return true;
    return size > 0 && (reverse ? this.#compareAt(size - 1) > 0 : this.#compareAt(size - 1) < 0);
  }

  #encode(rows: TableSide, row: number): void {
    const { range, table } = this.#lookup;
    range.shape.codec.encode(rows.records, row * table.stride, this.#entry);
    this.#entry[this.#words - 1] = (rows.dense[row] as number) >>> 0;
  }

  /** Compares `#entry` with the entry of a member. */
  #compareAt(position: number): number {
    const first = position * this.#words;
    for (let word = 0; word < this.#words; word++) {
      const [mine, other] = [this.#entry[word] as number, this.#entries[first + word] as number];
      if (mine !== other) return mine < other ? -1 : 1;
    }
    return 0;
  }
}

function readable<Result>({ store }: StoreSide, read: () => Result): Result {
  store.hold();
  try {
    return read();
  } finally {
    store.release();
  }
}
