/** Reads records of the published side as bytes, for what is sent to replicas. */

import type { Database } from '../database/index.js';
import { idAt } from '../entity/index.js';
import { assert } from '../errors.js';
import { rowOf, type Store, type Table } from '../table/index.js';

/** The place of a row that does not exist. */
export const NO_ROW: number = 2 ** 32 - 1;

export class PublishedRows {
  readonly #store: Store;
  /** The bytes that `find` has found a record in; valid until the next publication. */
  bytes: Uint8Array = new Uint8Array(0);
  /** Where the record begins. */
  at = 0;
  /** Bytes from one record that `locate` has found to the next one. */
  stride = 0;

  constructor(db: Database) {
    this.#store = db.store;
  }

  /** One more than the highest index that was ever in use. */
  get indexEnd(): number {
    return this.#store.entities.published.next;
  }

  /** The living entity with this index; 0 if there is none. */
  entityAt(index: number): number {
    const { ids } = this.#store.entities.published;
    const id = idAt(index) < ids.length ? (ids[idAt(index)] as number) : 0;
    // A retired index has NaN.
    if (!(id > 0)) return 0;
    return id;
  }

  hasRow(tableId: number, index: number): boolean {
    return rowOf(this.#table(tableId).published, index) >= 0;
  }

  /** Shows the record of an entity index in `bytes`, from `at` on. False if it has no row. */
  find(tableId: number, index: number): boolean {
    const table = this.#table(tableId);
    const { records } = table.published;
    const row = rowOf(table.published, index);
    if (row < 0) return false;
    this.bytes = records.u8;
    this.at = row * table.stride;
    return true;
  }

  /**
   * Finds the records of many entity indexes: writes the place of each in the table into `places`, or `NO_ROW`. `bytes`
   * then has the record with place `n` from `n * stride` on. Hot: reading 40,000 records takes a third of the time that
   * as many calls of `find` take.
   */
  locate(tableId: number, indexes: Uint32Array, places: Uint32Array): void {
    const { published, stride } = this.#table(tableId);
    const { records, sparse } = published;
    for (let i = 0; i < indexes.length; i++) {
      const index = indexes[i] as number;
      // `sparse` has the place of a row plus one, and 0 for no row.
      places[i] = index < sparse.length ? (sparse[index] as number) - 1 : NO_ROW;
    }
    this.bytes = records.u8;
    this.stride = stride;
  }

  count(tableId: number): number {
    return this.#table(tableId).published.count;
  }

  /** The entity of a row, by its place in the table. */
  entityOfRow(tableId: number, row: number): number {
    return this.#table(tableId).published.dense[row] as number;
  }

  #table(id: number): Table {
    const table = this.#store.tableWithId(id);
    assert(table !== undefined, 'a table of the schema is asked for');
    table.align();
    return table;
  }
}
