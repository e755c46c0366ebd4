/** Reads the published state of a store piece by piece. Between the pieces, transactions are committed. */

import { assert } from '../errors.js';
import type { Store, Table } from '../table/index.js';
import { writeEntities, writeRegistry } from './entity-words.js';
import {
  BLOCK_PAYLOAD_MAX,
  BLOCK_REGISTRY,
  BLOCK_ROWS,
  BLOCK_SCHEMA,
  ROW_ENTITY_BYTES,
  type SnapshotBlock,
  WORD_BYTES,
} from './format.js';

/**
 * Bytes per piece. The application waits meanwhile: reading 256 KiB of 64-byte records takes 0.1 ms, of 8-byte records
 * 0.2 ms. Pieces of 1 MiB take four times as long and save nothing.
 */
export const SNAPSHOT_SLICE_BYTES: number = 2 ** 18;

/**
 * First the schema, then the registry, then each table in the order of their ids, each from the last row to the first.
 *
 *   rows         [0 ........ p) [p ........ count)
 *                 not read yet    already read
 *
 * **Each row that exists in all versions of the window, from the first piece to the last, is read at least once.** A
 * row moves in two ways. When another row is deleted, the last row takes its place: it moves down, and a row that moves
 * down from the unread part stays in the unread part. When its own transaction deletes it and inserts it again, it may
 * move up past `p` and be missed. Then the log contains the whole row, because such a row is logged as replaced
 * (operation/changes.ts). A row that is read twice is newer the second time, and the later one counts.
 *
 * **With the log from the window's start on, the result is exact.** Suppose a piece was read at version v. Operations
 * state the result, so applying operations up to v again does no harm: the last operation on each byte of a row, on
 * each row and on each index decides. What no operation changes was the same in all versions. The log inserts and
 * deletes the rows that were inserted and deleted meanwhile, and likewise the indexes. Indexes that were issued after
 * the scan has begun need not be read.
 *
 * So each call uses the published side of that moment: sides swap, tables grow, rows are inserted, deleted and moved.
 * Only `p` is kept, and lowered to the number of rows if that has become lower.
 */
export class SnapshotScan {
  readonly #store: Store;
  readonly #schemaJson: Uint8Array;
  readonly #tables: readonly Table[];
  #hasSchema = false;
  /** The next index of the registry to read. */
  #index = 0;
  /** One more than the highest index when the scan began. */
  readonly #indexEnd: number;
  /** The table being read, as a position in `#tables`. */
  #table = 0;
  /** Number of its rows that are not read yet; infinite before the first one is read. */
  #rowsLeft = Number.POSITIVE_INFINITY;

  /** `schemaJson` is the stored schema, in UTF-8. */
  constructor(store: Store, schemaJson: Uint8Array) {
    this.#store = store;
    this.#schemaJson = schemaJson;
    this.#tables = [...store.tables].sort((a, b) => a.id - b.id);
    this.#indexEnd = store.entities.published.next;
  }

  /**
   * The size of the target for `next`, in bytes, for pieces of `sliceBytes`: smaller if less is left, larger for a
   * piece that cannot be divided. 0 at the end.
   */
  nextBytes(sliceBytes: number): number {
    if (!this.#hasSchema) return this.#schemaJson.length;
    if (this.#index < this.#indexEnd) return pieceBytes(this.#indexEnd - this.#index, WORD_BYTES, sliceBytes);
    const table = this.#unread();
    return table === undefined ? 0 : pieceBytes(this.#rowsLeft, ROW_ENTITY_BYTES + table.stride, sliceBytes);
  }

  /**
   * Writes the payload of the next block into `target`, which starts at a multiple of 4 and has room for at least one
   * row; the schema needs as much as `nextBytes` says. Returns the header of the block, or `undefined` at the end.
   *
   * Must be called on the owner's thread, outside of publications.
   */
  next(target: Uint8Array): SnapshotBlock | undefined {
    if (!this.#hasSchema) return this.#readSchema(target);
    if (this.#index < this.#indexEnd) return this.#readRegistry(target);
    const table = this.#unread();
    return table === undefined ? undefined : this.#readRows(table, target);
  }

  #readSchema(target: Uint8Array): SnapshotBlock {
    const { length } = this.#schemaJson;
    assert(target.length >= length, 'a target has room for the schema');
    target.set(this.#schemaJson);
    this.#hasSchema = true;
    return { type: BLOCK_SCHEMA, tableId: 0, first: 0, count: 0, length };
  }

  #readRegistry(target: Uint8Array): SnapshotBlock {
    const first = this.#index;
    const count = itemsIn(target, WORD_BYTES, this.#indexEnd - first);
    writeRegistry(this.#store.entities.published.ids, first, wordsOf(target, count));
    this.#index = first + count;
    return { type: BLOCK_REGISTRY, tableId: 0, first, count, length: count * WORD_BYTES };
  }

  #readRows(table: Table, target: Uint8Array): SnapshotBlock {
    const { stride, id } = table;
    const { records, dense } = table.published;
    const count = itemsIn(target, ROW_ENTITY_BYTES + stride, this.#rowsLeft);
    const first = this.#rowsLeft - count;
    writeEntities(dense, first, wordsOf(target, count * 2));
    target.set(records.u8.subarray(first * stride, (first + count) * stride), count * ROW_ENTITY_BYTES);
    this.#rowsLeft = first;
    return { type: BLOCK_ROWS, tableId: id, first, count, length: count * (ROW_ENTITY_BYTES + stride) };
  }

  /** The table to read next. Updates `#rowsLeft`. */
  #unread(): Table | undefined {
    for (;;) {
      const table = this.#tables[this.#table];
      if (table === undefined) return undefined;
      this.#rowsLeft = Math.min(this.#rowsLeft, table.published.count);
      if (this.#rowsLeft > 0) return table;
      this.#table++;
      this.#rowsLeft = Number.POSITIVE_INFINITY;
    }
  }
}

/** Number of items that fit into a target, at most `left`. */
function itemsIn(target: Uint8Array, itemBytes: number, left: number): number {
  const count = Math.min(left, Math.floor(Math.min(target.length, BLOCK_PAYLOAD_MAX) / itemBytes));
  assert(count > 0, 'a target has room for one row at least');
  return count;
}

function pieceBytes(left: number, itemBytes: number, sliceBytes: number): number {
  return Math.max(1, Math.min(left, Math.floor(sliceBytes / itemBytes))) * itemBytes;
}

function wordsOf(target: Uint8Array, count: number): Uint32Array {
  return new Uint32Array(target.buffer, target.byteOffset, count);
}
