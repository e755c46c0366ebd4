/** A watch of a range of an index, or of the first entities in it. */

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
    this.#entry = new Uint32Array(this.#lookup.range.shape.entryWords);
    this.#members = new Set(lookup.toArray());
  }

  /** Finds what the noted rows mean. True if the watch gets something. */
  update(rows: TableSide, notes: TableNotes): boolean {
    const lists = this.#lookup.isLimited ? this.#compareLimited(rows, notes) : this.#compareAll(rows, notes);
    if (isEmpty(lists)) return false;
    this.watch.add(lists);
    return true;
  }

  /** Finds the members anew. */
  reset(): void {
    this.#members = new Set(this.#lookup.toArray());
  }

  #compareAll(rows: TableSide, notes: TableNotes): ChangeLists<Entity> {
    const lists = noChanges<Entity>();
    for (let i = 0; i < notes.count; i++) {
      const index = notes.indexes[i] as number;
      const before = notes.before(index);
      const was = this.#members.has(before) ? before : NO_ENTITY;
      const is = this.#entityInRange(rows, index);
      addChange(lists, was, is);
      if (was === is) continue;
      this.#members.delete(was);
      if (is !== NO_ENTITY) this.#members.add(is);
    }
    return lists;
  }

  /** Which entities are the first ones is read again, if one of them or of those in the range has changed. */
  #compareLimited(rows: TableSide, notes: TableNotes): ChangeLists<Entity> {
    const lists = noChanges<Entity>();
    if (!this.#concerns(rows, notes)) return lists;
    const members = new Set(this.#lookup.toArray());
    for (const entity of this.#members) if (!members.has(entity)) lists.deleted.push(entity);
    for (const entity of members) {
      if (!this.#members.has(entity)) lists.inserted.push(entity);
      else if (notes.has(entity >>> 0)) lists.changed.push(entity);
    }
    this.#members = members;
    return lists;
  }

  #concerns(rows: TableSide, notes: TableNotes): boolean {
    for (let i = 0; i < notes.count; i++) {
      const index = notes.indexes[i] as number;
      if (this.#members.has(notes.before(index)) || this.#entityInRange(rows, index) !== NO_ENTITY) return true;
    }
    return false;
  }

  #entityInRange(rows: TableSide, index: number): Entity {
    const { range, table } = this.#lookup;
    const row = rowOf(rows, index);
    if (row < 0) return NO_ENTITY;
    range.shape.codec.encode(rows.records, row * table.stride, this.#entry);
    return range.contains(this.#entry) ? (rows.dense[row] as Entity) : NO_ENTITY;
  }
}
