/** Changes the working side of a replica row by row: entities and records, as another process has them. */

import { type Entity, GENERATION_LIMIT, INDEX_LIMIT, idAt, SLOTS_MAX, setFree } from '../entity/index.js';
import {
  notAlive,
  type RecordRules,
  ReplayError,
  RulesByTable,
  tooManyIndexes,
  unknownTable,
  wrongRow,
} from '../operation/index.js';
import { rowOf, type Store, type Table } from '../table/index.js';

/** Copying fewer bytes one by one is faster than with `set`. */
const FEW_BYTES = 32;

/**
 * Constraints are not checked, because a replica may lack the rows that others refer to. What is wrong in itself throws
 * a `ReplayError`: a table or row that does not exist, bytes outside of a record, an invalid string, an index above the
 * limit. Then the caller discards everything that it has applied.
 */
export class ReplicaRows {
  readonly #store: Store;
  readonly #indexMax: number;
  readonly #rules: RulesByTable;

  /** Entities up to `indexMax` are accepted; the registry takes 32 bytes for each index up to the highest one. */
  constructor(store: Store, indexMax: number) {
    this.#store = store;
    this.#indexMax = Math.min(indexMax, SLOTS_MAX - 1);
    this.#rules = new RulesByTable(store.descriptor);
  }

  /** The living entity with this index; 0 if there is none. */
  entityAt(index: number): number {
    const { ids } = this.#store.entities.working;
    const id = idAt(index) < ids.length ? (ids[idAt(index)] as number) : 0;
    // A retired index has NaN.
    if (!(id > 0)) return 0;
    return id;
  }

  hasRow(tableId: number, index: number): boolean {
    return rowOf(this.#joined(tableId).working, index) >= 0;
  }

  /** Makes an entity alive. Another generation of its index ends with its rows. */
  enter(entity: Entity): void {
    const index = entity >>> 0;
    this.#requireIndex(index);
    const { entities } = this.#store;
    entities.join();
    const present = this.entityAt(index);
    if (present === entity) return;
    if (present !== 0) this.leave(index);
    entities.place(entity);
  }

  /** Ends the entity with its rows; its id may come back. Nothing happens if there is none. */
  leave(index: number): void {
    const { entities, groups } = this.#store;
    entities.join();
    if (this.entityAt(index) === 0) return;
    const count = groups.find(entities, index);
    for (let i = 0; i < count; i++) {
      const table = groups.found[i] as Table;
      table.join();
      table.remove(index);
    }
    entities.displace(index);
  }

  /** Ends the entity with its rows; only later generations of the index can come. */
  destroy(index: number): void {
    this.#store.entities.join();
    const entity = this.#requireAlive(undefined, index);
    this.#store.destroy(entity, index);
  }

  /** Ends the entity at an index, if one is alive. The next one has this generation; without it, there is none. */
  free(index: number, generation: number = GENERATION_LIMIT): void {
    this.#requireIndex(index);
    this.leave(index);
    setFree(
      this.#store.entities,
      index,
      generation < GENERATION_LIMIT ? -(generation * INDEX_LIMIT + index) : Number.NaN,
    );
  }

  /** The id that `create` would give out for a free index; 0 if it is in use or retired. */
  nextAt(index: number): number {
    const { ids } = this.#store.entities.working;
    const slot = idAt(index) < ids.length ? (ids[idAt(index)] as number) : 0;
    // An index that was never used begins with generation 0.
    return slot === 0 ? index : Math.max(0, -slot) || 0;
  }

  /** Creates an entity with a free id. `Replica.linkFreeIndexes` must have been called after entities came or went. */
  create(): Entity {
    this.#store.entities.join();
    return this.#store.entities.create();
  }

  /**
   * Sets the whole row of a living entity, which may have none: as many bytes as the record has, from `at` on, before
   * `end`.
   */
  put(tableId: number, index: number, bytes: Uint8Array, at: number, end: number = bytes.length): void {
    const table = this.#joined(tableId);
    const { stride } = table;
    const entity = this.#requireAlive(table, index);
    const rules = this.#rulesOf(table);
    rules.requireRecord(Math.min(stride, end - at), entity);
    if (rules.hasTexts) rules.requireTexts(bytes, at, 0, stride, entity);
    const row = rowOf(table.working, index);
    if (row >= 0) {
      table.markRecord(row);
      copyBytes(bytes, at, table.working.records.u8, row * stride, stride);
      return;
    }
    table.reserve(index);
    copyBytes(bytes, at, table.working.records.u8, table.working.count * stride, stride);
    this.#store.append(table, entity, index);
  }

  /** Sets bytes of a row that exists: `length` from byte `first` of the record on. */
  patch(tableId: number, index: number, first: number, length: number, bytes: Uint8Array, at: number): void {
    this.patchUnchecked(tableId, index, first, length, bytes, at);
    this.requireTexts(tableId, index, first, length);
  }

  /** As `patch`, but strings may be invalid until `requireTexts` is called. */
  patchUnchecked(tableId: number, index: number, first: number, length: number, bytes: Uint8Array, at: number): void {
    const table = this.#joined(tableId);
    const row = rowOf(table.working, index);
    if (row < 0) throw wrongRow(table, this.entityAt(index), false);
    const entity = table.working.dense[row] as number;
    const rules = this.#rulesOf(table);
    rules.requireRange(first, length, entity);
    if (at + length > bytes.length) throw new ReplayError('it ends within a row');
    table.markRecord(row);
    copyBytes(bytes, at, table.working.records.u8, row * table.stride + first, length);
  }

  /** Throws unless the strings in these bytes of a row are valid. Nothing happens if there is no such row. */
  requireTexts(tableId: number, index: number, first = 0, length: number = Number.POSITIVE_INFINITY): void {
    const table = this.#joined(tableId);
    const row = rowOf(table.working, index);
    const rules = this.#rulesOf(table);
    if (row < 0 || !rules.hasTexts) return;
    const { records, dense } = table.working;
    rules.requireTexts(records.u8, row * table.stride, first, length, dense[row] as number);
  }

  /** Deletes a row that exists. */
  remove(tableId: number, index: number): void {
    const table = this.#joined(tableId);
    if (rowOf(table.working, index) < 0) throw wrongRow(table, this.entityAt(index), false);
    table.remove(index);
  }

  #requireIndex(index: number): void {
    if (index === 0 || index > this.#indexMax) throw tooManyIndexes(index, this.#indexMax);
  }

  #requireAlive(table: Table | undefined, index: number): Entity {
    const entity = this.entityAt(index);
    if (entity !== 0) return entity as Entity;
    throw table === undefined ? new ReplayError(`it ends index ${index}, which is not alive`) : notAlive(table, index);
  }

  #joined(tableId: number): Table {
    const table = this.#store.tableWithId(tableId);
    if (table === undefined) throw unknownTable(tableId);
    table.join();
    return table;
  }

  #rulesOf({ id, component }: Table): RecordRules {
    return this.#rules.of(id, component.descriptor);
  }
}

/** Hot: records in a step are small, and not aligned. */
function copyBytes(from: Uint8Array, at: number, to: Uint8Array, target: number, length: number): void {
  if (length > FEW_BYTES) {
    to.set(from.subarray(at, at + length), target);
    return;
  }
  for (let i = 0; i < length; i++) to[target + i] = from[at + i] as number;
}
