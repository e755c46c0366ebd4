/** Rebuilds a store from a snapshot and a log. */

import { type Entity, GENERATION_LIMIT, INDEX_LIMIT } from '../entity/index.js';
import { assert } from '../errors.js';
import { copyBytes, NO_BYTES, type Views, viewsOver } from '../memory/index.js';
import {
  aligned,
  DELETE,
  DESPAWN,
  INSERT,
  OPERATION_HEADER_BYTES,
  REPLACE,
  type RecordRules,
  ReplayError,
  RulesByTable,
  SPAWN,
  UPDATE,
  UPDATE_OFFSET_BYTES,
  unknownTable,
  wrongRow,
} from '../operation/index.js';
import type { ReplayTarget } from '../snapshot/index.js';
import { rowOf, type Store, type Table } from '../table/index.js';
import { RegistryReplay } from './registry-replay.js';

/**
 * Everything is one transaction on the working side, which `finish` publishes. The list of free indexes and the groups
 * of the entities are not stored; they are made at the end.
 *
 * Right checksums do not prove that the data are consistent. So, for any bytes: nothing is written out of bounds, no
 * operation grows memory by more than 2^22 further indexes need, and applied data can be read.
 */
export class StoreReplay implements ReplayTarget {
  readonly #store: Store;
  readonly #registry: RegistryReplay;
  readonly #isPublished: boolean;
  /** The bytes that contain the operations, which are the same for many transactions, and views over them. */
  #bytes: Uint8Array = NO_BYTES.u8;
  #source: Views = NO_BYTES;
  readonly #rules: RulesByTable;
  /** Rows with invalid strings, which later operations of the window may correct, and the version that wrote them. */
  readonly #invalidTexts: Map<number, number> = new Map();

  /** Without publication, only the working side is filled, and no index is built: for rows that are migrated. */
  constructor(store: Store, isPublished = true) {
    this.#store = store;
    this.#isPublished = isPublished;
    this.#registry = new RegistryReplay(store);
    this.#rules = new RulesByTable(store.descriptor);
    store.begin();
    store.entities.join();
    for (const table of store.tables) table.join();
  }

  registry(firstIndex: number, words: Uint32Array): void {
    this.#registry.load(firstIndex, words);
  }

  expectRows(tableId: number, count: number): void {
    this.#table(tableId).reserveRows(count);
  }

  rows(tableId: number, entities: Uint32Array, records: Uint8Array, exact: boolean): void {
    const table = this.#table(tableId);
    const { stride } = table;
    const rules = this.#rulesOf(table);
    const count = entities.length >>> 1;
    if (rules.hasTexts) {
      for (let i = 0; i < count; i++) {
        const bad = rules.findBadText(records, i * stride, 0, stride);
        if (bad !== undefined) throw rules.badText(records, i * stride, bad, idAt(entities, i));
      }
    }
    const { highest, isNew } = checkEntities(table, entities);
    this.#registry.reach(highest);
    if (exact) this.#registry.requireAllAlive(table, entities);
    if (isNew) {
      const twice = table.appendAll(entities, highest, records);
      if (twice >= 0) throw wrongRow(table, idAt(entities, twice), true);
      this.#registry.countRows(entities);
      return;
    }
    const source = viewsOver(records.buffer, records.byteOffset, records.length, 'u32');
    for (let i = 0; i < count; i++) {
      const index = entities[i * 2] as number;
      if (exact && rowOf(table.working, index) >= 0) throw wrongRow(table, idAt(entities, i), true);
      const row = this.#put(table, index, entities[i * 2 + 1] as number);
      copyRecord(source, i * stride, table.working.records, row * stride, stride);
    }
  }

  transaction(bytes: Uint8Array, start: number, count: number, version: number, exact: boolean): void {
    if (bytes !== this.#bytes) this.#useBytes(bytes);
    try {
      this.#applyAll(start, count, version, exact);
    } catch (error) {
      throw error instanceof ReplayError ? error.inVersion(version) : error;
    }
  }

  /** Completes the rebuilt state and publishes it. */
  finish(): void {
    const store = this.#store;
    this.#checkInvalidTexts();
    this.#registry.finish();
    if (!this.#isPublished) return;
    for (const table of store.tables) store.support?.build(table);
    store.endTransaction();
    // No reader exists yet, so the version does not matter.
    store.publish(0);
  }

  #applyAll(start: number, count: number, version: number, exact: boolean): void {
    const words = this.#source.u32;
    let at = start;
    for (let i = 0; i < count; i++) {
      const body = words[(at >>> 2) + 3] as number;
      this.#apply(at, body, version, exact);
      at += OPERATION_HEADER_BYTES + aligned(body);
    }
  }

  #useBytes(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#source = viewsOver(bytes.buffer, bytes.byteOffset, bytes.length, 'u32');
  }

  /** Hot in recovery: there are millions of operations, so they are read as words. */
  #apply(at: number, body: number, version: number, exact: boolean): void {
    const { u8: bytes, u32: words } = this.#source;
    const word = at >>> 2;
    const kindAndTable = words[word] as number;
    const kind = kindAndTable & 0xff;
    const index = words[word + 1] as number;
    const generation = words[word + 2] as number;
    const start = at + OPERATION_HEADER_BYTES;
    if (index === 0 || generation >= GENERATION_LIMIT) throw new ReplayError('it contains an id that cannot exist');
    const id = generation * INDEX_LIMIT + index;
    if (kind === SPAWN || kind === DESPAWN) {
      this.#registry.apply(kind, index, id, exact);
      return;
    }
    const table = this.#table(kindAndTable >>> 16);
    const { stride } = table;
    const row = rowOf(table.working, index);
    const isThere = row >= 0 && table.working.dense[row] === id;
    // Within a snapshot's window, a row may be newer than the operation: deleted, or of another generation.
    if (exact && (kind === INSERT ? row >= 0 : !isThere)) throw wrongRow(table, id, row >= 0);
    if (kind === UPDATE) {
      const rules = this.#rulesOf(table);
      const first = words[word + 4] as number;
      const length = body - UPDATE_OFFSET_BYTES;
      rules.requireRange(first, length, id);
      if (!isThere) return;
      table.markRecord(row);
      const { records } = table.working;
      copyRecord(this.#source, start + UPDATE_OFFSET_BYTES, records, row * stride + first, length);
      if (!rules.hasTexts) return;
      const bad = rules.findBadText(records.u8, row * stride, first, length);
      if (bad === undefined) return;
      if (exact) throw rules.badText(records.u8, row * stride, bad, id);
      this.#invalidTexts.set(table.id * INDEX_LIMIT + index, version);
    } else if (kind === INSERT || kind === REPLACE) {
      const rules = this.#rulesOf(table);
      rules.requireRecord(body, id);
      if (rules.hasTexts) rules.requireTexts(bytes, start, 0, stride, id);
      if (exact) this.#registry.requireAlive(table, index, id);
      else this.#registry.reach(index);
      const target = this.#put(table, index, generation) * stride;
      copyRecord(this.#source, start, table.working.records, target, stride);
    } else if (kind === DELETE) {
      if (!isThere) return;
      table.remove(index);
      this.#registry.countRow(index, -1);
    } else {
      throw new ReplayError(`it has an operation of the unknown kind ${kind}`);
    }
  }

  /** The row of an index, with this generation. Adds the row if there is none. */
  #put(table: Table, index: number, generation: number): number {
    const { working } = table;
    const id = (generation * INDEX_LIMIT + index) as Entity;
    const row = rowOf(working, index);
    if (row < 0) {
      table.reserve(index);
      table.append(id, index);
      this.#registry.countRow(index, 1);
      return working.count - 1;
    }
    table.replaceEntity(row, id);
    return row;
  }

  /** Checks the strings again that were invalid within the window. */
  #checkInvalidTexts(): void {
    for (const [key, version] of this.#invalidTexts) {
      const table = this.#table(Math.floor(key / INDEX_LIMIT));
      const row = rowOf(table.working, key % INDEX_LIMIT);
      if (row < 0) continue;
      const { records, dense } = table.working;
      const rules = this.#rulesOf(table);
      const bad = rules.findBadText(records.u8, row * table.stride, 0, table.stride);
      if (bad !== undefined) {
        throw rules.badText(records.u8, row * table.stride, bad, dense[row] as number).inVersion(version);
      }
    }
  }

  #table(id: number): Table {
    const table = this.#store.tableWithId(id);
    if (table === undefined) throw unknownTable(id);
    return table;
  }

  #rulesOf({ id, component }: Table): RecordRules {
    return this.#rules.of(id, component.descriptor);
  }
}

function idAt(entities: Uint32Array, row: number): number {
  return (entities[row * 2 + 1] as number) * INDEX_LIMIT + (entities[row * 2] as number);
}

/** The highest index, and whether no entity has a row yet, which is the normal case. */
function checkEntities(table: Table, entities: Uint32Array): { readonly highest: number; readonly isNew: boolean } {
  const { sparse } = table.working;
  let highest = 0;
  let isNew = true;
  for (let i = 0; i < entities.length; i += 2) {
    const index = entities[i] as number;
    if (index < sparse.length && sparse[index] !== 0) isNew = false;
    if (index > highest) highest = index;
  }
  return { highest, isNew };
}

/** Copies bytes of a record. Hot in recovery. */
function copyRecord(from: Views, source: number, to: Views, target: number, length: number): void {
  assert(target + length <= to.length && source + length <= from.length, 'records lie within their bytes');
  copyBytes(from, source, to, target, length);
}
