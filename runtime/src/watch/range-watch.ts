/** A watch of a range of an index. */

import { type Entity, NO_ENTITY } from '../entity/index.js';
import type { WatchedLookup } from '../lookup/index.js';
import { rowOf, type TableSide } from '../table/index.js';
import { addChange, type ChangeLists, isEmpty, noChanges } from './changes.js';
import type { TableNotes } from './table-notes.js';
import type { Watch } from './watch.js';

export class RangeWatch {
  readonly watch: Watch<Entity>;
  readonly #lookup: WatchedLookup;
  readonly #entry: Uint32Array;
  #members: Set<Entity>;

  constructor(watch: Watch<Entity>, lookup: WatchedLookup) {
    this.watch = watch;
    this.#lookup = lookup;
    this.#entry = new Uint32Array(lookup.range.shape.entryWords);
    this.#members = new Set(lookup.toArray());
  }

  /** Finds what the noted rows mean. True if the watch gets something. */
  update(rows: TableSide, notes: TableNotes): boolean {
    const lists = noChanges<Entity>();
    for (let i = 0; i < notes.count; i++) this.#compare(rows, notes.indexes[i] as number, notes, lists);
    if (isEmpty(lists)) return false;
    this.watch.add(lists);
    return true;
  }

  /** Finds the members anew. */
  reset(): void {
    this.#members = new Set(this.#lookup.toArray());
  }

  #compare(rows: TableSide, index: number, notes: TableNotes, lists: ChangeLists<Entity>): void {
    const before = notes.before(index);
    const was = this.#members.has(before) ? before : NO_ENTITY;
    const is = this.#entityInRange(rows, index);
    addChange(lists, was, is);
    if (was === is) return;
    this.#members.delete(was);
    if (is !== NO_ENTITY) this.#members.add(is);
  }

  #entityInRange(rows: TableSide, index: number): Entity {
    const row = rowOf(rows, index);
    if (row < 0) return NO_ENTITY;
    const { range, table } = this.#lookup;
    range.shape.codec.encode(rows.records, row * table.stride, this.#entry);
    return range.contains(this.#entry) ? (rows.dense[row] as Entity) : NO_ENTITY;
  }
}
