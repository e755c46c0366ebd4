/** Writes operations and transactions into growable bytes; docs/format.md. */

import { INDEX_LIMIT } from '../entity/index.js';
import { assert, EcsDbError } from '../errors.js';
import { copyBytes, type GrowableBytes, NO_BYTES, type Views } from '../memory/index.js';
import type { Table } from '../table/index.js';
import {
  ALIGNMENT,
  aligned,
  OPERATION_HEADER_BYTES,
  PATCH,
  TRANSACTION_HEADER_BYTES,
  UPDATE,
  UPDATE_OFFSET_BYTES,
} from './format.js';

/** Half of what one frame can contain. */
const TRANSACTION_BYTES_MAX = 2 ** 30;

export class OperationWriter {
  /** Position of the next byte; always a multiple of 8 between operations. */
  position = 0;
  /** The written bytes, and room for more. */
  views: Views;

  readonly #bytes: GrowableBytes;
  /** Where the transaction being written begins. */
  #start = 0;
  #operations = 0;

  constructor(bytes: GrowableBytes, firstCapacity: number) {
    this.#bytes = bytes;
    this.views = bytes.grow(firstCapacity);
  }

  /** Releases the bytes. The writer must not be used afterwards. */
  release(): void {
    this.views = NO_BYTES;
  }

  /** Makes room for `length` more bytes. */
  reserve(length: number): void {
    if (this.position + length > this.views.length) this.#grow(this.position + length);
  }

  beginTransaction(): void {
    this.#start = this.position;
    this.#operations = 0;
    this.reserve(TRANSACTION_HEADER_BYTES);
    this.position += TRANSACTION_HEADER_BYTES;
  }

  endTransaction(): void {
    const { u32 } = this.views;
    const word = this.#start >>> 2;
    u32[word] = this.position - this.#start - TRANSACTION_HEADER_BYTES;
    u32[word + 1] = this.#operations;
  }

  /** Where the transaction that was begun last begins. */
  get transactionStart(): number {
    return this.#start;
  }

  /** Writes the operations of the transaction that `other` wrote last. */
  copyOperations(other: OperationWriter): void {
    const start = other.#start + TRANSACTION_HEADER_BYTES;
    const length = other.position - start;
    this.reserve(length);
    copyBytes(other.views, start, this.views, this.position, length);
    this.position += length;
    this.#operations += other.#operations;
  }

  /** Makes room for `length` bytes that are no operation, and returns where they begin. */
  allot(length: number): number {
    const { position } = this;
    const end = position + aligned(length);
    this.reserve(end - position);
    this.views.u8.fill(0, position + length, end);
    this.position = end;
    return position;
  }

  /** Calls `write`. If it throws, removes the operations that it wrote. */
  asWhole<Result>(write: () => Result): Result {
    const { position } = this;
    const operations = this.#operations;
    try {
      return write();
    } catch (error) {
      this.position = position;
      this.#operations = operations;
      throw error;
    }
  }

  /** Removes the transaction that is being written. */
  abandonTransaction(): void {
    this.position = this.#start;
  }

  /** An operation without a body. */
  plain(kind: number, tableId: number, entity: number): void {
    this.reserve(OPERATION_HEADER_BYTES);
    this.#header(kind, tableId, entity, 0);
  }

  /** An operation whose body is the record of a row. Hot. */
  row(kind: number, table: Table, row: number): void {
    const { id, stride } = table;
    const { records, dense } = table.working;
    this.record(kind, id, dense[row] as number, records, row * stride, stride);
  }

  /** An update of `length` bytes of a row; they begin `first` bytes into its record. Hot. */
  updateRow(table: Table, row: number, first: number, length: number): void {
    const { id, stride } = table;
    const { records, dense } = table.working;
    this.update(id, dense[row] as number, records, row * stride, first, length);
  }

  /** An operation whose body is a record of `size` bytes. */
  record(kind: number, tableId: number, entity: number, records: Views, offset: number, size: number): void {
    this.reserve(OPERATION_HEADER_BYTES + aligned(size));
    this.#header(kind, tableId, entity, size);
    this.#copy(records, offset, size);
  }

  /** An update of `length` bytes of a record that starts at `offset`; they begin `first` bytes into it. */
  update(tableId: number, entity: number, records: Views, offset: number, first: number, length: number): void {
    this.reserve(OPERATION_HEADER_BYTES + aligned(UPDATE_OFFSET_BYTES + length));
    this.#header(UPDATE, tableId, entity, UPDATE_OFFSET_BYTES + length);
    this.views.u32[this.position >>> 2] = first;
    this.position += UPDATE_OFFSET_BYTES;
    this.#copy(records, offset + first, length);
  }

  /**
   * A patch of the bits in `masks` of a record. `values` and `masks` have the same length, and begin `first` bytes into
   * the record.
   */
  patch(tableId: number, entity: number, first: number, values: Uint8Array, masks: Uint8Array): void {
    const length = UPDATE_OFFSET_BYTES + values.length + masks.length;
    this.reserve(OPERATION_HEADER_BYTES + aligned(length));
    this.#header(PATCH, tableId, entity, length);
    const { u8, u32 } = this.views;
    u32[this.position >>> 2] = first;
    const end = this.position + aligned(length);
    u8.set(values, this.position + UPDATE_OFFSET_BYTES);
    u8.set(masks, this.position + UPDATE_OFFSET_BYTES + values.length);
    u8.fill(0, this.position + length, end);
    this.position = end;
  }

  #header(kind: number, tableId: number, entity: number, bodyLength: number): void {
    const { u32 } = this.views;
    const word = this.position >>> 2;
    const generation = Math.floor(entity / INDEX_LIMIT);
    u32[word] = kind | (tableId << 16);
    u32[word + 1] = entity >>> 0;
    u32[word + 2] = generation;
    u32[word + 3] = bodyLength;
    this.position += OPERATION_HEADER_BYTES;
    this.#operations++;
  }

  /** Copies a body and its padding. */
  #copy(from: Views, offset: number, length: number): void {
    const { position } = this;
    const end = aligned(position + length);
    copyBytes(from, offset, this.views, position, length);
    for (let i = position + length; i < end; i++) this.views.u8[i] = 0;
    this.position = end;
  }

  #grow(needed: number): void {
    const most = Math.min(TRANSACTION_BYTES_MAX, this.#bytes.limit - this.#start);
    if (needed - this.#start > most) {
      throw new EcsDbError(
        'CAPACITY_EXCEEDED',
        `one transaction changes more than ${most} bytes, which is the limit. Split the transaction.`,
        { expected: `at most ${most} bytes` },
      );
    }
    const capacity = Math.min(Math.max(needed, this.views.length * 2), this.#bytes.limit);
    this.views = this.#bytes.grow(Math.floor(capacity / ALIGNMENT) * ALIGNMENT);
    assert(this.views.length >= needed, 'bytes for operations grow as far as needed');
  }
}
