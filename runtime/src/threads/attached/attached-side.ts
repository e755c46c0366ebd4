/** The published side of a database that another thread owns, in shared memory. */

import { type EntitiesSide, SLOT_BYTES } from '../../entity/index.js';
import { assert } from '../../errors.js';
import { NO_BYTES, type Side } from '../../memory/index.js';
import { StoreSide, type TableReader, type TableSide } from '../../table/index.js';
import {
  ALIVE,
  type DatabaseHandle,
  DENSE_BYTES,
  indexesAt,
  RECORDS_BYTES,
  REGISTRY_BYTES,
  requireShared,
  SPARSE_BYTES,
  TABLE_ROWS,
  TABLE_VERSION,
  tableAt,
  VERSION,
} from '../shared/index.js';
import type { AttachedStore } from './attached-store.js';
import { SharedViews } from './shared-views.js';

/** The regions of one table. */
interface TableViews {
  /** Index of its first counter. */
  readonly at: number;
  readonly records: SharedViews;
  readonly dense: SharedViews;
  readonly sparse: SharedViews;
  /** Index of the counter of its first index. */
  readonly indexesAt: number;
  readonly indexes: readonly SharedViews[];
  /** `#turns` when the table was last brought up to date. */
  turn: number;
}

export class AttachedSide extends StoreSide {
  readonly store: AttachedStore;
  readonly isWorking = false;
  readonly memory = undefined;
  /** By side. */
  readonly #counters: readonly Float64Array[];
  /** Absent after `close`. */
  #registry: SharedViews | undefined;
  readonly #entities: EntitiesSide = { ids: NO_BYTES.f64, words: NO_BYTES.u32, alive: 0, next: 0, firstFree: 0 };
  /** By table id. */
  readonly #tables: TableViews[] = [];
  /** Number of calls of `turnTo` that found another version. */
  #turns = 0;
  #side: Side = 0;
  #version = -1;

  constructor(store: AttachedStore, { counters, registry, tables }: DatabaseHandle) {
    super();
    this.store = store;
    this.#counters = counters.map((side) => new Float64Array(side));
    this.#registry = new SharedViews(registry, 'u32 and f64');
    const places = indexesAt(tables);
    for (const [position, { tableId, records, dense, sparse, indexes }] of tables.entries()) {
      this.#tables[tableId] = {
        at: tableAt(position),
        records: new SharedViews(records, 'all'),
        dense: new SharedViews(dense, 'f64'),
        sparse: new SharedViews(sparse, 'u32'),
        indexesAt: places[position] as number,
        indexes: indexes.map((sides) => new SharedViews(sides, 'u32')),
        turn: 0,
      };
    }
  }

  /** The pinned version, or the version that was pinned last. */
  get version(): number {
    return this.#countersOf(this.#side)[VERSION] as number;
  }

  override get entities(): EntitiesSide {
    assert(this.store.isHeld, 'a version is pinned while it is read');
    return this.#entities;
  }

  of(table: TableReader): TableSide {
    return table.published;
  }

  /** Hot: called for each read; usually the table is up to date. */
  prepare(table: TableReader): TableSide {
    assert(this.store.isHeld, 'a version is pinned while it is read');
    const shared = this.#tables[table.id] as TableViews;
    if (shared.turn !== this.#turns) this.#bringUp(table, shared);
    return table.published;
  }

  writable(): undefined {
    return undefined;
  }

  regionsOf(): undefined {
    return undefined;
  }

  /** How many sides the database has. */
  get sideCount(): number {
    return this.#counters.length;
  }

  /** Called once a side was pinned. Each version is published once, on one side. */
  turnTo(side: Side): void {
    const counters = this.#countersOf(side);
    if (counters[VERSION] === this.#version) return;
    const registry = this.#registry?.of(side, counters[REGISTRY_BYTES] as number) ?? NO_BYTES;
    this.#version = counters[VERSION] as number;
    this.#side = side;
    this.#turns++;
    this.#entities.ids = registry.f64;
    this.#entities.words = registry.u32;
    this.#entities.next = registry.f64.byteLength / SLOT_BYTES;
    this.#entities.alive = counters[ALIVE] as number;
  }

  /** Releases the owner's memory. Called when this thread closes its access. */
  close(): void {
    this.iterations.endAll();
    this.#registry?.release();
    this.#registry = undefined;
    for (const { records, dense, sparse, indexes } of this.#tables.filter((table) => table !== undefined)) {
      records.release();
      dense.release();
      sparse.release();
      for (const index of indexes) index.release();
    }
    this.#tables.length = 0;
    this.#entities.ids = NO_BYTES.f64;
    this.#entities.words = NO_BYTES.u32;
  }

  #countersOf(side: Side): Float64Array {
    return this.#counters[side] as Float64Array;
  }

  #bringUp(table: TableReader, shared: TableViews): void {
    const side = this.#side;
    const counters = this.#countersOf(side);
    const { at } = shared;
    const { published } = table;
    const rows = counters[at + TABLE_ROWS] as number;
    const rowsMax = (counters[at + DENSE_BYTES] as number) / Float64Array.BYTES_PER_ELEMENT;
    if (!(rows >= 0 && rows <= rowsMax)) requireShared(false, 'number of rows', `at most ${rowsMax}`, rows);
    published.records = shared.records.of(side, counters[at + RECORDS_BYTES] as number);
    published.dense = shared.dense.of(side, counters[at + DENSE_BYTES] as number).f64;
    published.sparse = shared.sparse.of(side, counters[at + SPARSE_BYTES] as number).u32;
    const { indexes } = shared;
    if (indexes.length > 0) {
      published.indexes = indexes.map((index, i) => index.of(side, counters[shared.indexesAt + i] as number).u32);
    }
    published.count = rows;
    published.version = counters[at + TABLE_VERSION] as number;
    shared.turn = this.#turns;
  }
}
