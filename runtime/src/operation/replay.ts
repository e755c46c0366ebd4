/** Rebuilds a store from a snapshot and a log. */

import { type Entity, GENERATION_LIMIT, INDEX_LIMIT, SLOT_BYTES } from '../entity/index.js';
import { assert } from '../errors.js';
import { rowOf, type Store, type Table } from '../table/index.js';
import {
  aligned,
  DELETE,
  DESPAWN,
  INSERT,
  OPERATION_HEADER_BYTES,
  REPLACE,
  SPAWN,
  UPDATE,
  UPDATE_OFFSET_BYTES,
} from './format.js';
import { ReplayError } from './replay-error.js';
import type { ReplayTarget } from './replay-target.js';
import { EMPTY_SET, TableSets } from './table-sets.js';

/** Registry words of a snapshot. */
const WORD_GENERATION = GENERATION_LIMIT - 1;
const WORD_ALIVE = 2 ** 30;
const WORD_RETIRED = 2 ** 31;

/**
 * All of it is one transaction on the working side, published by `finish`. Archetypes and the list of free indexes are
 * not stored, but made anew at the end.
 */
export class StoreReplay implements ReplayTarget {
  readonly #store: Store;
  /** The bytes that operations come from, which are the same for many transactions, and the same as words. */
  #bytes: Uint8Array = new Uint8Array(0);
  #words: Uint32Array = new Uint32Array(0);
  /** One more than the highest index met. */
  #next = 1;

  constructor(store: Store) {
    this.#store = store;
    store.begin();
    store.entities.join();
    for (const table of store.tables) table.join();
  }

  registry(firstIndex: number, words: Uint32Array): void {
    for (let i = 0; i < words.length; i++) {
      const word = words[i] as number;
      const index = firstIndex + i;
      if (word === 0 || index === 0) continue;
      const id = (word & WORD_GENERATION) * INDEX_LIMIT + index;
      this.#setSlot(index, word >= WORD_RETIRED ? Number.NaN : (word & WORD_ALIVE) !== 0 ? id : -id);
    }
  }

  rows(tableId: number, entities: Uint32Array, records: Uint8Array): void {
    const table = this.#table(tableId);
    const { stride } = table;
    const count = entities.length >>> 1;
    const highest = highestOfNew(table, entities);
    if (highest !== undefined) {
      table.appendAll(entities, highest, records);
      return;
    }
    for (let i = 0; i < count; i++) {
      const index = entities[i * 2] as number;
      const row = this.#put(table, index, entities[i * 2 + 1] as number);
      copyRecord(records, i * stride, table.working.records.u8, row * stride, stride);
    }
  }

  transaction(bytes: Uint8Array, start: number, count: number, version: number, exact: boolean): void {
    if (bytes !== this.#bytes) this.#look(bytes);
    let at = start;
    for (let i = 0; i < count; i++) {
      const body = this.#words[(at >>> 2) + 3] as number;
      this.#apply(at, body, version, exact);
      at += OPERATION_HEADER_BYTES + aligned(body);
    }
  }

  /** Publishes what was rebuilt. Throws a `ReplayError` when rows and registry do not fit together. */
  finish(): void {
    const store = this.#store;
    this.#link();
    const sets = new TableSets();
    for (const table of store.tables) this.#classify(table, sets);
    this.#nameArchetypes(sets);
    store.settle();
    // Nobody looks yet who could be told a version.
    store.publish(0);
  }

  #look(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2);
  }

  /** Hot in recovery: millions of operations, so they are read as words. */
  #apply(at: number, body: number, version: number, exact: boolean): void {
    const words = this.#words;
    const bytes = this.#bytes;
    const word = at >>> 2;
    const kindAndTable = words[word] as number;
    const kind = kindAndTable & 0xff;
    const index = words[word + 1] as number;
    const generation = words[word + 2] as number;
    const start = at + OPERATION_HEADER_BYTES;
    if (index === 0 || generation >= GENERATION_LIMIT) throw nonsense(version, 'names an id that cannot exist');
    const id = generation * INDEX_LIMIT + index;
    if (kind === SPAWN) {
      this.#setSlot(index, id);
      return;
    }
    if (kind === DESPAWN) {
      this.#setSlot(index, generation + 1 === GENERATION_LIMIT ? Number.NaN : -(id + INDEX_LIMIT));
      return;
    }
    const table = this.#table(kindAndTable >>> 16);
    const { stride } = table;
    const row = rowOf(table.working, index);
    const isThere = row >= 0 && table.working.dense[row] === id;
    // Within a snapshot's window a row may be ahead: gone, or another generation's. What made it so is still to come.
    if (exact && (kind === INSERT ? row >= 0 : !isThere)) throw misfit(version, table, id, row >= 0);
    if (kind === UPDATE) {
      const first = words[word + 4] as number;
      const length = body - UPDATE_OFFSET_BYTES;
      if (length < 0 || first + length > stride) throw nonsense(version, `changes bytes outside of "${table.name}"`);
      if (!isThere) return;
      table.markRecord(row);
      copyRecord(bytes, start + UPDATE_OFFSET_BYTES, table.working.records.u8, row * stride + first, length);
    } else if (kind === INSERT || kind === REPLACE) {
      if (body !== stride) throw nonsense(version, `holds a record of ${body} bytes for table "${table.name}"`);
      const target = this.#put(table, index, generation) * stride;
      copyRecord(bytes, start, table.working.records.u8, target, stride);
    } else if (kind === DELETE) {
      if (isThere) table.remove(index);
    } else {
      throw nonsense(version, `has an operation of the unknown kind ${kind}`);
    }
  }

  /** The row of an index, made if there is none, given to this generation. */
  #put(table: Table, index: number, generation: number): number {
    const { working } = table;
    const id = (generation * INDEX_LIMIT + index) as Entity;
    const row = rowOf(working, index);
    if (row < 0) {
      table.reserve(index);
      table.append(id, index);
      return working.count - 1;
    }
    table.markRecord(row);
    table.regions.dense.mark(row * 8);
    working.dense[row] = id;
    return row;
  }

  #setSlot(index: number, id: number): void {
    const { entities } = this.#store;
    if (index >= this.#next) this.#next = index + 1;
    if (index * 2 >= entities.working.ids.length) entities.reserve(index);
    entities.slots.mark(index * SLOT_BYTES);
    entities.working.ids[index * 2] = id;
  }

  /** Counts the living and links the free indexes, the lowest first. */
  #link(): void {
    const { entities } = this.#store;
    const { working } = entities;
    let alive = 0;
    let firstFree = 0;
    for (let index = this.#next - 1; index > 0; index--) {
      const id = working.ids[index * 2] as number;
      if (id > 0) {
        alive++;
        working.words[index * 4 + 2] = EMPTY_SET;
      } else if (!Number.isNaN(id)) {
        // An index that nothing tells of was never given out; what is marked already stays so.
        if (id === 0) this.#setSlot(index, -index);
        working.words[index * 4 + 2] = firstFree;
        firstFree = index;
      }
    }
    working.alive = alive;
    working.next = this.#next;
    working.firstFree = firstFree;
  }

  /** Notes in the registry which entities have a row in a table: as sets, in the place of archetypes. */
  #classify(table: Table, sets: TableSets): void {
    const { entities } = this.#store;
    const { ids, words } = entities.working;
    const { dense, count } = table.working;
    for (let row = 0; row < count; row++) {
      const id = dense[row] as number;
      const index = id >>> 0;
      if (index * 2 >= ids.length || ids[index * 2] !== id) {
        throw new ReplayError(`table "${table.name}" has a row of entity ${id}, which is not alive`);
      }
      words[index * 4 + 2] = sets.plus(words[index * 4 + 2] as number, table.id);
    }
  }

  /** Makes archetypes of the sets that entities are in. Those between, of which there may be many more, stay unknown. */
  #nameArchetypes(sets: TableSets): void {
    const { entities, archetypes } = this.#store;
    const { ids, words } = entities.working;
    const archetypeOf = new Map<number, number>();
    for (let index = 1; index < this.#next; index++) {
      if (!((ids[index * 2] as number) > 0)) continue;
      const set = words[index * 4 + 2] as number;
      let archetype = archetypeOf.get(set);
      if (archetype === undefined) {
        archetype = archetypes.find(sets.tableIds(set)).id;
        archetypeOf.set(set, archetype);
      }
      words[index * 4 + 2] = archetype;
    }
  }

  #table(id: number): Table {
    const table = this.#store.tableWithId(id);
    if (table === undefined) throw new ReplayError(`table ${id} does not exist in the stored schema`);
    return table;
  }
}

/** The highest index when none of the entities has a row yet, as is the rule. */
function highestOfNew(table: Table, entities: Uint32Array): number | undefined {
  const { sparse } = table.working;
  let highest = 0;
  for (let i = 0; i < entities.length; i += 2) {
    const index = entities[i] as number;
    if (index < sparse.length && sparse[index] !== 0) return undefined;
    if (index > highest) highest = index;
  }
  return highest;
}

/** Copies record bytes. Hot in recovery: for short ones, a loop beats the two views that a bulk copy needs. */
function copyRecord(from: Uint8Array, source: number, to: Uint8Array, target: number, length: number): void {
  assert(target + length <= to.length && source + length <= from.length, 'records lie within their bytes');
  if (length > 96) to.set(from.subarray(source, source + length), target);
  else for (let i = 0; i < length; i++) to[target + i] = from[source + i] as number;
}

function nonsense(version: number, what: string): ReplayError {
  return new ReplayError(`version ${version} ${what}`);
}

function misfit(version: number, table: Table, id: number, isThere: boolean): ReplayError {
  return new ReplayError(
    `version ${version} changes the row of entity ${id} in table "${table.name}", which ${isThere ? 'exists already' : 'does not exist'}`,
  );
}
