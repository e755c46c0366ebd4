/**
 * What has changed in a channel between two versions: which entities, and which bytes of their rows.
 *
 * Hot: each changed row is noted here. So marks are columns, one slot for each entity index, and one for each of its
 * rows in the tables of the view; a step of 100,000 marks makes no object.
 */

import { DELETE, INSERT, REPLACE, UPDATE } from '@ecsdb/runtime/replica';
import { IndexSlots } from './index-slots.js';

const FIRST_CAPACITY = 16;
const SPARSE_CAPACITY = 1024;

/** What a slot takes of memory, with its places in `IndexSlots`, and each of its rows. */
const SLOT_BYTES = 13 + 16;
const ROW_BYTES = 9;

/** Bits of `rowFlags`. A row without any was not marked. */
const ROW_MARKED = 1;
/** The row was there at the first mark. */
export const ROW_EXISTED = 2;

export class Marks {
  /** How many tables the view has. */
  readonly #tables: number;
  readonly #slots: IndexSlots = new IndexSlots();
  #capacity = 0;
  count = 0;

  // One item for each slot.

  indexes: Uint32Array = NO_NUMBERS;
  /** The entity that was in the channel at the first mark; 0 if none was. */
  entities: Float64Array = NO_ENTITIES;
  /** 1 if all rows have to be sent, because changes may have happened outside of the channel. */
  wholes: Uint8Array = NO_BYTES;

  // One item for each slot and table: slot * tables + the place of the table in the view.

  rowFlags: Uint8Array = NO_BYTES;
  /** The bytes of the record that have changed: from `firsts` up to `ends`. */
  firsts: Uint32Array = NO_NUMBERS;
  ends: Uint32Array = NO_NUMBERS;

  constructor(tables: number) {
    this.#tables = tables;
  }

  /** The slot of an entity index; -1 if it has no mark. */
  find(index: number): number {
    return this.#slots.find(index);
  }

  /** The slot of an entity index. `entity` is the one in the channel before the change; 0 if there was none. */
  mark(index: number, entity: number): number {
    const known = this.#slots.find(index);
    if (known >= 0) return known;
    const slot = this.count;
    if (slot === this.#capacity) this.#grow();
    this.#slots.add(index, slot);
    this.count = slot + 1;
    this.indexes[slot] = index;
    this.entities[slot] = entity;
    this.wholes[slot] = 0;
    const tables = this.#tables;
    this.rowFlags.fill(0, slot * tables, slot * tables + tables);
    return slot;
  }

  /**
   * Notes an operation on a row, by the place of its table in the view. `end` is the end of the record, or of the bytes
   * of an update.
   */
  noteRow(slot: number, table: number, kind: number, first: number, end: number): void {
    const row = slot * this.#tables + table;
    if (this.rowFlags[row] === 0) {
      this.rowFlags[row] = kind === INSERT ? ROW_MARKED : ROW_MARKED | ROW_EXISTED;
      this.firsts[row] = first;
      this.ends[row] = end;
      return;
    }
    if (first < (this.firsts[row] as number)) this.firsts[row] = first;
    if (end > (this.ends[row] as number)) this.ends[row] = end;
  }

  /** Adds the marks of a later interval. */
  append(later: Marks): void {
    const tables = this.#tables;
    for (let other = 0; other < later.count; other++) {
      const index = later.indexes[other] as number;
      const entity = later.entities[other] as number;
      const known = this.find(index);
      const slot = this.mark(index, entity);
      const hasEntered = known >= 0 && entity === 0 && this.entities[slot] !== 0;
      if (later.wholes[other] === 1 || hasEntered) this.wholes[slot] = 1;
      for (let table = 0; table < tables; table++) {
        const row = other * tables + table;
        const flags = later.rowFlags[row] as number;
        if (flags === 0) continue;
        const kind = (flags & ROW_EXISTED) === 0 ? INSERT : UPDATE;
        this.noteRow(slot, table, kind, later.firsts[row] as number, later.ends[row] as number);
      }
    }
  }

  /** About what it takes of memory. */
  get bytes(): number {
    return this.#capacity * (SLOT_BYTES + ROW_BYTES * this.#tables);
  }

  /** True if most of its memory is not needed for as many marks as there are. */
  get isSparse(): boolean {
    return this.#capacity > SPARSE_CAPACITY && this.count * 8 < this.#capacity;
  }

  clear(): void {
    if (this.count === 0) return;
    this.count = 0;
    this.#slots.clear();
  }

  #grow(): void {
    const capacity = Math.max(FIRST_CAPACITY, this.#capacity * 2);
    const rows = capacity * this.#tables;
    this.#capacity = capacity;
    this.indexes = grown(new Uint32Array(capacity), this.indexes);
    this.entities = grown(new Float64Array(capacity), this.entities);
    this.wholes = grown(new Uint8Array(capacity), this.wholes);
    this.rowFlags = grown(new Uint8Array(rows), this.rowFlags);
    this.firsts = grown(new Uint32Array(rows), this.firsts);
    this.ends = grown(new Uint32Array(rows), this.ends);
  }
}

const NO_BYTES = new Uint8Array(0);
const NO_NUMBERS = new Uint32Array(0);
const NO_ENTITIES = new Float64Array(0);

function grown<List extends Uint8Array | Uint32Array | Float64Array>(to: List, from: List): List {
  to.set(from);
  return to;
}

/** The marks of one interval: after the end of the one before, up to `end`. */
export interface Interval {
  readonly end: number;
  readonly marks: Marks;
}

/** All kinds of operations on rows. */
export function isRowOperation(kind: number): boolean {
  return kind === INSERT || kind === REPLACE || kind === UPDATE || kind === DELETE;
}

/** The marks of intervals after `from`, which are in order; undefined if there are none. */
export function marksSince(intervals: readonly Interval[], from: number, tables: number): Marks | undefined {
  const later = intervals.filter(({ end }) => end > from);
  const [first, ...others] = later;
  if (first === undefined || others.length === 0) return first?.marks;
  const merged = new Marks(tables);
  for (const { marks } of later) merged.append(marks);
  return merged;
}
