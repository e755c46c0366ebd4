/**
 * The commits of one group: the operations of each as the log encodes them, and records that the operations do not
 * contain.
 *
 *   transaction   its header and operations; docs/format.md
 *   records       for each operation in order, at multiples of 8:
 *                   update: the whole record after it
 *                   update, replace, delete: the whole record before it, if old rows are recorded
                   despawn: as f64, the id that was alive before the transaction; 0 if there was none. The log names
                   the last generation that ended, which may have begun in the same transaction
 */

import { idAt } from '../entity/index.js';
import { copyBytes, GrowableBytes, type Views } from '../memory/index.js';
import {
  type Changes,
  DELETE,
  DESPAWN,
  OperationReader,
  OperationWriter,
  REPLACE,
  UPDATE,
} from '../operation/index.js';
import { copyRecordBefore, rowBefore, type Store, type Table } from '../table/index.js';

const BYTES_MAX = 2 ** 31;
export const ID_BYTES = 8;
const FIRST_CAPACITY = 4096;
/** A larger recording is released after use. */
const KEPT_BYTES_MAX = 2 ** 20;

/** The bytes of one commit, within `views`. */
export interface CommitBytes {
  readonly views: Views;
  /** Where the transaction begins; a multiple of 8. */
  readonly start: number;
  /** Where the records begin. */
  readonly operationsEnd: number;
  readonly end: number;
  /** True if old rows were recorded. */
  readonly hasOld: boolean;
}

export class Recording {
  firstVersion = 0;
  /** When it was published, in milliseconds since the Unix epoch. */
  at = 0;
  /** How many commits it contains. */
  count = 0;
  /** Whether its commits contain old rows. */
  hasOld = false;
  readonly #bytes: GrowableBytes = new GrowableBytes(0, BYTES_MAX);
  readonly #writer: OperationWriter = new OperationWriter(this.#bytes, FIRST_CAPACITY);
  readonly #reader: OperationReader = new OperationReader();
  /** For each commit: where its operations end, and where its records end. */
  readonly #ends: number[] = [];

  /** True if it takes so much memory that it must not be used again. */
  get isLarge(): boolean {
    return this.#writer.views.length > KEPT_BYTES_MAX;
  }

  /** Records the running transaction. If it throws, nothing was recorded. */
  add(store: Store, changes: Changes, logged: OperationWriter | undefined): void {
    const writer = this.#writer;
    writer.beginTransaction();
    try {
      if (logged === undefined) changes.write(writer);
      else writer.copyOperations(logged);
      writer.endTransaction();
      const operationsEnd = writer.position;
      this.#addRecords(store, writer.transactionStart, operationsEnd);
      this.#ends[this.count * 2] = operationsEnd;
      this.#ends[this.count * 2 + 1] = writer.position;
      this.count++;
    } catch (error) {
      writer.abandonTransaction();
      throw error;
    }
  }

  /** The bytes of the `i`-th commit. They stay valid until `clear`. */
  bytes(i: number): CommitBytes {
    const [start, operationsEnd, end] = [this.#ends[i * 2 - 1] ?? 0, this.#ends[i * 2], this.#ends[i * 2 + 1]];
    const { views } = this.#writer;
    return { views, start, operationsEnd: operationsEnd as number, end: end as number, hasOld: this.hasOld };
  }

  clear(): void {
    this.count = 0;
    this.#writer.position = 0;
  }

  /** Releases the memory. The recording must not be used afterwards. */
  release(): void {
    this.count = 0;
    this.#writer.release();
    this.#bytes.release();
  }

  #addRecords(store: Store, start: number, end: number): void {
    const reader = this.#reader;
    reader.beginTransaction(this.#writer.views.u8, start, end);
    while (reader.next()) {
      const { kind, index, tableId } = reader;
      if (kind === DESPAWN) this.#addIdBefore(store, index);
      if (kind !== UPDATE && (!this.hasOld || (kind !== REPLACE && kind !== DELETE))) continue;
      const table = store.tableWithId(tableId) as Table;
      if (kind === UPDATE) this.#addNew(table, (table.working.sparse[index] as number) - 1);
      if (this.hasOld) this.#addOld(table, rowBefore(table, index));
    }
  }

  #addIdBefore({ entities }: Store, index: number): void {
    const id = entities.slots.doubleBefore(idAt(index));
    const at = this.#writer.allot(ID_BYTES);
    // A free slot contains the next id as a negative number, or NaN.
    this.#writer.views.f64[at >>> 3] = Number.isNaN(id) ? 0 : Math.max(id, 0);
  }

  #addNew(table: Table, row: number): void {
    const { stride, working } = table;
    const at = this.#writer.allot(stride);
    copyBytes(working.records, row * stride, this.#writer.views, at, stride);
  }

  #addOld(table: Table, row: number): void {
    const at = this.#writer.allot(table.stride);
    copyRecordBefore(table, row, this.#writer.views, at);
  }
}
