/** A table: the rows of one component, packed, with the maps between entities and rows. */

import type { AnyComponent, Schema } from '../component/index.js';
import { type Entity, INDEX_LIMIT } from '../entity/index.js';
import { assert } from '../errors.js';
import {
  BLOCK_BYTES,
  copyBytes,
  type Memory,
  type Region,
  type ReusedList,
  type Views,
  viewsOver,
} from '../memory/index.js';
import type { OrderedIndex } from '../ordered-index/index.js';
import type { Cursors } from './cursors.js';
import { shapesOf, supportOf } from './index-support.js';
import type { RowNotes } from './row-notes.js';
import { NO_GROUP } from './table-groups.js';
import { TableReader } from './table-reader.js';
import { refreshSide, type TableSide, tableSide } from './table-side.js';

/** Limit of one region, in bytes: the largest reservation of Node 20. */
const REGION_BYTES_MAX = 2 ** 32;
/** Bytes of one entry of the dense map. */
export const DENSE_BYTES = 8;
/** Bytes of one entry of the sparse map. */
export const SPARSE_BYTES = 4;

const NO_INDEXES: readonly OrderedIndex[] = [];

export interface TableRegions {
  readonly records: Region;
  readonly dense: Region;
  readonly sparse: Region;
}

/**
 *   records   [r0][r1][r2]          packed, `stride` bytes each
 *   dense     [e7][e2][e5]          row -> entity
 *   sparse    index 2 -> 1+1, 5 -> 2+1, 7 -> 0+1
 *
 * Deleting a row moves the last row into its place.
 */
export class Table extends TableReader {
  readonly working: TableSide;
  /** Visits and iterations on the working side that inserting or deleting a row here would affect. */
  visits = 0;
  /** The table's group; see `TableGroups`. */
  group: number = NO_GROUP;
  /** The record of a row without data, once it was needed. */
  blank: Uint8Array | undefined;
  /** True if a transaction since the last publication has joined the table. */
  hasChanged = false;
  /** Set by lookups in the running transaction; see constraint/table-state.ts. */
  notes: RowNotes | undefined;

  readonly #memory: Memory;
  /** The store's list of tables in the running transaction. */
  readonly #joined: ReusedList<Table>;
  /** @internal For comparing records with their images from before. */
  readonly regions: TableRegions;
  /** The entries of each index, in the order of `indexes`. */
  readonly ordered: readonly OrderedIndex[];
  readonly #records: Region;
  readonly #dense: Region;
  readonly #sparse: Region;
  #transaction = 0;
  /** `Memory.turns` when `working` and `published` were last aligned. */
  #turn: number;
  /** Where `saveRecord` keeps a record. */
  #saved: Views | undefined;
  #countBefore = 0;
  #versionBefore = 0;
  #lastVersion = 0;

  constructor(memory: Memory, component: AnyComponent, joined: ReusedList<Table>, schema: Schema, isDebug: boolean) {
    const records = memory.createRegion(component.size === 0 ? 0 : REGION_BYTES_MAX, component.size);
    const dense = memory.createRegion(REGION_BYTES_MAX, DENSE_BYTES, 'u32 and f64');
    const sparse = memory.createRegion(REGION_BYTES_MAX, SPARSE_BYTES, 'u32', true);
    super(
      component,
      tableSide(records.published, dense.published, sparse.published),
      shapesOf(schema, component),
      isDebug,
    );
    this.#memory = memory;
    this.#turn = memory.turns;
    this.#joined = joined;
    this.#records = records;
    this.#dense = dense;
    this.#sparse = sparse;
    this.regions = { records, dense, sparse };
    this.working = tableSide(records.working, dense.working, sparse.working);
    const support = supportOf(schema);
    this.ordered =
      support === undefined
        ? NO_INDEXES
        : this.indexes.map((shape) => {
            const region = memory.createRegion(REGION_BYTES_MAX, BLOCK_BYTES, 'u32');
            return support.createIndex(region, shape, this.name);
          });
    this.refreshIndexes();
  }

  /** Bytes of all sides. */
  get reservedBytes(): number {
    const indexes = this.ordered.reduce((sum, { region }) => sum + region.capacity, 0);
    const rows = this.#records.capacity + this.#dense.capacity + this.#sparse.capacity;
    return this.#memory.sideCount * (rows + indexes);
  }

  /** Joins the running transaction. Must be called before the transaction reads or changes the table. */
  join(): void {
    if (this.#transaction === this.#memory.transaction) return;
    this.#transaction = this.#memory.transaction;
    this.align();
    this.notes = undefined;
    this.#joined.push(this);
    this.#countBefore = this.working.count;
    this.#versionBefore = this.working.version;
  }

  /** Announces a change to the record of `row`. */
  markRecord(row: number): void {
    this.#records.markItem(row * this.stride, this.stride);
    this.note(row);
  }

  /** The record of `row` may have changed since the last lookup. */
  note(row: number): void {
    if (this.notes !== undefined) this.notes.add((this.working.dense[row] as number) >>> 0);
  }

  /** Any row may change, or may have changed, without being noted. */
  noteMany(): void {
    if (this.notes !== undefined) this.notes.isComplete = false;
  }

  /** Announces a change to the whole record of `row` and saves its bytes. */
  saveRecord(row: number): void {
    this.markRecord(row);
    this.#saved ??= recordViews(this.stride);
    copyBytes(this.working.records, row * this.stride, this.#saved, 0, this.stride);
  }

  /** Restores the record that was saved last. */
  restoreRecord(row: number): void {
    assert(this.#saved !== undefined, 'a record is saved before it is restored');
    copyBytes(this.#saved, 0, this.working.records, row * this.stride, this.stride);
  }

  /** Announces changes to the records of `count` rows from `row` on. */
  markRecords(row: number, count: number): void {
    this.noteMany();
    this.#records.markRange(row * this.stride, count * this.stride);
  }

  /** Announces changes to records in these blocks of the records' region. */
  markBlocks(blocks: Uint32Array): void {
    this.noteMany();
    this.#records.markListed(blocks);
  }

  /** Allocates one more row, for an entity of this index, and announces the change to its record. */
  reserve(index: number): void {
    const row = this.working.count;
    this.#reserve(row + 1, index);
    this.#records.markItem(row * this.stride, this.stride);
  }

  /**
   * Allocates `count` rows in all, for entities up to this index, so that many can be added without growing in between.
   */
  reserveRows(count: number, index = 0): void {
    this.#reserve(count, index);
  }

  /** Called when rows were added after the last one, or when the last ones were removed; see many-rows.ts. */
  setCount(count: number): void {
    this.noteMany();
    this.working.count = count;
    this.working.version = ++this.#lastVersion;
  }

  /** Adds a row for an entity that has none. Its record was written after `reserve`. */
  append(entity: Entity, index: number): void {
    const { working } = this;
    const row = working.count;
    this.#dense.mark(row * DENSE_BYTES);
    working.dense[row] = entity;
    this.#sparse.mark(index * SPARSE_BYTES);
    working.sparse[index] = row + 1;
    working.count = row + 1;
    working.version = ++this.#lastVersion;
    if (this.notes !== undefined) this.notes.add(index);
  }

  /**
   * Adds rows for entities that have none. `entities` has index and generation of each, `records` their records.
   * `highest` is the highest index. Stops at the first entity that has a row and returns its position; returns -1 if
   * none has.
   *
   * Hot in recovery: one copy for all records takes a tenth of the time of one copy for each record.
   */
  appendAll(entities: Uint32Array, highest: number, records: Uint8Array): number {
    const { working, stride } = this;
    const first = working.count;
    const count = entities.length >>> 1;
    this.#reserve(first + count, highest);
    this.#records.markRange(first * stride, count * stride);
    working.records.u8.set(records, first * stride);
    this.#dense.markRange(first * DENSE_BYTES, count * DENSE_BYTES);
    const { dense, sparse } = working;
    for (let i = 0; i < count; i++) {
      const index = entities[i * 2] as number;
      if (sparse[index] !== 0) return i;
      this.#sparse.mark(index * SPARSE_BYTES);
      sparse[index] = first + i + 1;
      dense[first + i] = (entities[i * 2 + 1] as number) * INDEX_LIMIT + index;
    }
    working.count = first + count;
    working.version = ++this.#lastVersion;
    return -1;
  }

  /** Gives a row to another generation of its entity's index, and announces the change to its record. */
  replaceEntity(row: number, entity: Entity): void {
    this.markRecord(row);
    this.#dense.mark(row * DENSE_BYTES);
    this.working.dense[row] = entity;
  }

  /** Removes the row of an entity that has one. */
  remove(index: number): void {
    const { working } = this;
    const row = (working.sparse[index] as number) - 1;
    const last = working.count - 1;
    if (row !== last) {
      const moved = working.dense[last] as Entity;
      this.#dense.mark(row * DENSE_BYTES);
      working.dense[row] = moved;
      this.#sparse.mark((moved >>> 0) * SPARSE_BYTES);
      working.sparse[moved >>> 0] = row + 1;
      this.markRecord(row);
      copyBytes(working.records, last * this.stride, working.records, row * this.stride, this.stride);
    }
    this.#sparse.mark(index * SPARSE_BYTES);
    working.sparse[index] = 0;
    working.count = last;
    working.version = ++this.#lastVersion;
    if (this.notes !== undefined) this.notes.add(index);
  }

  /** Restores the counters. The memory restores the bytes of the regions. */
  rollback(): void {
    if (this.#transaction !== this.#memory.transaction) return;
    this.working.count = this.#countBefore;
    // A version number is used for one state of the rows only: what was cached for an undone state must not be used
    // again.
    if (this.working.version !== this.#versionBefore) this.working.version = ++this.#lastVersion;
  }

  /** Restores the counters to what is published. The memory restores the bytes of the regions. */
  rollbackGroup(): void {
    this.hasChanged = false;
    this.working.count = this.published.count;
    if (this.working.version !== this.published.version) this.working.version = ++this.#lastVersion;
  }

  /** Number of rows before the running transaction. */
  get countBefore(): number {
    return this.#countBefore;
  }

  /** Called after the memory was flipped. */
  publish(): void {
    this.published.count = this.working.count;
    this.published.version = this.working.version;
    this.hasChanged = false;
    this.align();
  }

  /** Allocates `count` rows in all, and entries for entity indexes up to this one. */
  #reserve(count: number, index: number): void {
    const { working, stride } = this;
    const hasRoom =
      count * stride <= working.records.length && count <= working.dense.length && index < working.sparse.length;
    if (hasRoom) return;
    try {
      this.#records.reserve(count * stride, this.name);
      this.#dense.reserve(count * DENSE_BYTES, this.name);
      this.#sparse.reserve((index + 1) * SPARSE_BYTES, this.name);
    } finally {
      // If one of them throws, the views of the others were replaced nevertheless.
      this.refresh();
    }
  }

  /** Called when the regions were released: releases the memory that cursors still refer to. */
  override close(): void {
    this.refresh();
    super.close();
  }

  /** Shows the present sides. Must be called before rows of either side are lent. */
  align(): void {
    if (this.#turn !== this.#memory.turns) this.#alignSides();
  }

  #alignSides(): void {
    const { turns, workingSide, publishedSide } = this.#memory;
    this.#turn = turns;
    this.#records.align(workingSide, publishedSide);
    this.#dense.align(workingSide, publishedSide);
    this.#sparse.align(workingSide, publishedSide);
    for (let i = 0; i < this.ordered.length; i++) {
      (this.ordered[i] as OrderedIndex).region.align(workingSide, publishedSide);
    }
    this.refresh();
  }

  /** Called when views of the regions were replaced. */
  refresh(): void {
    const { records } = this.working;
    refreshSide(this.working, this.#records.working, this.#dense.working, this.#sparse.working);
    refreshSide(this.published, this.#records.published, this.#dense.published, this.#sparse.published);
    if (this.working.records !== records) this.bindWriters(this.working.records);
    this.refreshIndexes();
  }

  /** Called when views of the regions of the indexes may have been replaced. Hot: called after each update of them. */
  refreshIndexes(): void {
    if (this.#areIndexesShown()) return;
    this.working.indexes = this.ordered.map(({ region }) => region.working.u32);
    this.published.indexes = this.ordered.map(({ region }) => region.published.u32);
  }

  #areIndexesShown(): boolean {
    const { ordered, working, published } = this;
    for (let k = 0; k < ordered.length; k++) {
      const { region } = ordered[k] as OrderedIndex;
      if (working.indexes[k] !== region.working.u32 || published.indexes[k] !== region.published.u32) return false;
    }
    return true;
  }

  protected override onCursors({ writer }: Cursors): void {
    writer.$bind(this.working.records);
  }
}

/** Memory for one record. */
function recordViews(stride: number): Views {
  const bytes = Math.ceil(stride / Float64Array.BYTES_PER_ELEMENT) * Float64Array.BYTES_PER_ELEMENT;
  return viewsOver(new ArrayBuffer(bytes), 0, bytes, 'u32');
}
