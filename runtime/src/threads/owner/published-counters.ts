/**
 * The counters that the owner publishes to attached threads, for each side: versions, numbers of rows, lengths of
 * regions.
 */

import { makeSharedBuffer, type Side } from '../../memory/index.js';
import type { Store, Table } from '../../table/index.js';
import {
  ALIVE,
  countersBytes,
  DENSE_BYTES,
  RECORDS_BYTES,
  REGISTRY_BYTES,
  SPARSE_BYTES,
  TABLE_ROWS,
  TABLE_VERSION,
  tableAt,
  VERSION,
} from '../shared/index.js';

export class PublishedCounters {
  readonly shared: readonly [SharedArrayBuffer, SharedArrayBuffer];
  readonly #store: Store;
  readonly #sides: readonly [Float64Array, Float64Array];
  /** Index of the first counter of a table, by table id. */
  readonly #at: number[] = [];

  constructor(store: Store) {
    const bytes = countersBytes(store.tables.length);
    this.shared = [makeSharedBuffer(bytes), makeSharedBuffer(bytes)];
    this.#store = store;
    this.#sides = [new Float64Array(this.shared[0]), new Float64Array(this.shared[1])];
    for (const [position, { id }] of store.tables.entries()) this.#at[id] = tableAt(position);
  }

  /** Writes the counters of the database and of `count` tables for a side. No thread may have pinned that side. */
  write(side: Side, tables: readonly Table[], count: number, version: number): void {
    const to = this.#sides[side];
    const { entities, memory } = this.#store;
    const isWorking = side === memory.workingSide;
    to[VERSION] = version;
    to[ALIVE] = (isWorking ? entities.working : entities.published).alive;
    to[REGISTRY_BYTES] = entities.slots.capacity;
    for (let i = 0; i < count; i++) {
      const table = tables[i] as Table;
      const at = this.#at[table.id] as number;
      const { count, version: rowsVersion } = isWorking ? table.working : table.published;
      const { records, dense, sparse } = table.regions;
      to[at + TABLE_ROWS] = count;
      to[at + TABLE_VERSION] = rowsVersion;
      to[at + RECORDS_BYTES] = records.capacity;
      to[at + DENSE_BYTES] = dense.capacity;
      to[at + SPARSE_BYTES] = sparse.capacity;
    }
  }
}
