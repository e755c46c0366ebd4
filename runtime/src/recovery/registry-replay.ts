/** Rebuilds the registry of entities: the part of store-replay.ts that concerns ids. */

import {
  type Entities,
  GENERATION_LIMIT,
  groupsAt,
  INDEX_GAP_MAX,
  INDEX_LIMIT,
  idAt,
  nextFreeAt,
  SLOT_BYTES,
  SLOTS_MAX,
} from '../entity/index.js';
import { notAlive, rowsLeft, SPAWN, tooManyIndexes, wrongGeneration } from '../operation/index.js';
import { WORD_ALIVE, WORD_GENERATION, WORD_RETIRED } from '../snapshot/index.js';
import type { Store, Table } from '../table/index.js';

/** Until `finish`, the first word for groups in a slot of the registry counts the rows of its index. */
export class RegistryReplay {
  readonly #store: Store;
  readonly #entities: Entities;
  /** One more than the highest index so far. */
  #next = 1;

  constructor(store: Store) {
    this.#store = store;
    this.#entities = store.entities;
  }

  /** Applies registry words of a snapshot, from `firstIndex` on. */
  load(firstIndex: number, words: Uint32Array): void {
    const end = firstIndex + words.length;
    if (end > SLOTS_MAX) throw tooManyIndexes(end - 1, SLOTS_MAX - 1);
    for (let i = 0; i < words.length; i++) {
      const word = words[i] as number;
      const index = firstIndex + i;
      if (word === 0 || index === 0) continue;
      const id = (word & WORD_GENERATION) * INDEX_LIMIT + index;
      this.reach(index);
      this.#setSlot(index, word >= WORD_RETIRED ? Number.NaN : (word & WORD_ALIVE) !== 0 ? id : -id);
    }
  }

  /** Applies a spawn or a despawn. Generations of an index only increase, and an entity that ends has no rows. */
  apply(kind: number, index: number, id: number, exact: boolean): void {
    this.reach(index);
    const { ids, words } = this.#entities.working;
    const slot = ids[idAt(index)] as number;
    if (exact) {
      // Both are false for a retired slot, which is NaN.
      const fits = kind === SPAWN ? slot <= 0 && -slot <= id : Math.abs(slot) <= id;
      if (!fits) throw wrongGeneration(kind, index, id, slot);
      const rows = words[groupsAt(index)] as number;
      if (rows > 0) throw rowsLeft(id, rows);
    }
    if (kind === SPAWN) this.#setSlot(index, id);
    else this.#setSlot(index, id + INDEX_LIMIT >= GENERATION_LIMIT * INDEX_LIMIT ? Number.NaN : -(id + INDEX_LIMIT));
  }

  /** Makes room for the slot of an index. Throws if it is too far above the highest index so far. */
  reach(index: number): void {
    if (index >= this.#next) {
      const max = Math.min(this.#next + INDEX_GAP_MAX, SLOTS_MAX - 1);
      if (index > max) throw tooManyIndexes(index, max);
      this.#next = index + 1;
    }
    const { entities } = this.#store;
    if (idAt(index) >= entities.working.ids.length) entities.reserve(index);
  }

  /** There must be room for the slot. */
  #setSlot(index: number, id: number): void {
    const { entities } = this.#store;
    entities.slots.mark(index * SLOT_BYTES);
    entities.working.ids[idAt(index)] = id;
  }

  requireAlive(table: Table, index: number, id: number): void {
    const { ids } = this.#entities.working;
    if (idAt(index) >= ids.length || ids[idAt(index)] !== id) throw notAlive(table, id);
  }

  /** There must be room for the slots. */
  requireAllAlive(table: Table, entities: Uint32Array): void {
    const { ids } = this.#entities.working;
    for (let i = 0; i < entities.length; i += 2) {
      const index = entities[i] as number;
      const id = (entities[i + 1] as number) * INDEX_LIMIT + index;
      if (ids[idAt(index)] !== id) throw notAlive(table, id);
    }
  }

  /** Counts one row more, or less, of an index. Its slot must exist. */
  countRow(index: number, change: 1 | -1): void {
    (this.#entities.working.words[groupsAt(index)] as number) += change;
  }

  /** Counts one row more of each of these indexes, which are given with their generations. */
  countRows(entities: Uint32Array): void {
    const { words } = this.#entities.working;
    for (let i = 0; i < entities.length; i += 2) (words[groupsAt(entities[i] as number)] as number)++;
  }

  /** Makes the list of free indexes and the groups of each entity after all rows were added. */
  finish(): void {
    this.#link();
    for (const table of this.#store.tables) this.#addGroup(table);
  }

  /** Counts the living entities and links the free indexes, the lowest first. */
  #link(): void {
    const { entities } = this.#store;
    const { working } = entities;
    let alive = 0;
    let firstFree = 0;
    for (let index = this.#next - 1; index > 0; index--) {
      const id = working.ids[idAt(index)] as number;
      if (id > 0) {
        alive++;
        working.words[groupsAt(index)] = 0;
      } else if (Number.isNaN(id)) {
        working.words[nextFreeAt(index)] = 0;
      } else {
        // An index without any record was never used. A slot that is marked already needs no second mark.
        if (id === 0) this.#setSlot(index, -index);
        working.words[nextFreeAt(index)] = firstFree;
        firstFree = index;
      }
    }
    working.alive = alive;
    working.next = this.#next;
    working.firstFree = firstFree;
  }

  /** Records in the registry which entities have a row in a table. */
  #addGroup(table: Table): void {
    const { entities } = this.#store;
    const { ids, words } = entities.working;
    const { dense, count } = table.working;
    if (count === 0) return;
    const group = this.#store.groupOf(table);
    const word = group >>> 5;
    const bit = 1 << (group & 31);
    for (let row = 0; row < count; row++) {
      const id = dense[row] as number;
      const index = id >>> 0;
      if (idAt(index) >= ids.length || ids[idAt(index)] !== id) {
        throw notAlive(table, id);
      }
      (words[groupsAt(index) + word] as number) |= bit;
    }
  }
}
