/**
 * The counters that the owner publishes to attached threads, for each side: versions, numbers of rows, lengths of
 * regions.
 */

import { makeSharedBuffer, ReusedList } from '../../memory/index.js';
import type { OrderedIndex } from '../../ordered-index/index.js';
import type { Store, Table, TableSide } from '../../table/index.js';
import {
  ALIVE,
  countersBytes,
  DENSE_BYTES,
  indexesAt,
  RECORDS_BYTES,
  REGISTRY_BYTES,
  SPARSE_BYTES,
  TABLE_ROWS,
  TABLE_VERSION,
  tableAt,
  VERSION,
} from '../shared/index.js';

interface SideCounters {
  readonly shared: SharedArrayBuffer;
  readonly values: Float64Array;
  /** Tables that were published on other sides since this one was. */
  readonly outdated: ReusedList<Table>;
  /** By table id: 1 for those. */
  readonly isOutdated: Uint8Array;
}

export class PublishedCounters {
  readonly #store: Store;
  readonly #sides: readonly SideCounters[];
  /** Index of the first counter of a table, and of the first one of its indexes, by table id. */
  readonly #at: number[] = [];
  readonly #indexesAt: number[] = [];

  constructor(store: Store) {
    const indexCount = store.tables.reduce((sum, { indexes }) => sum + indexes.length, 0);
    const bytes = countersBytes(store.tables.length, indexCount);
    const places = indexesAt(store.tables);
    this.#store = store;
    for (const [position, { id }] of store.tables.entries()) {
      this.#at[id] = tableAt(position);
      this.#indexesAt[id] = places[position] as number;
    }
    this.#sides = Array.from({ length: store.memory.sideCount }, () => {
      const shared = makeSharedBuffer(bytes);
      const isOutdated = new Uint8Array(this.#at.length);
      return { shared, values: new Float64Array(shared), outdated: new ReusedList<Table>(), isOutdated };
    });
  }

  /** By side. */
  get shared(): readonly SharedArrayBuffer[] {
    return this.#sides.map(({ shared }) => shared);
  }

  /** Writes the published counters for all sides. No thread may be attached. */
  begin(version: number): void {
    const { entities, tables } = this.#store;
    for (const { values } of this.#sides) {
      this.#writeHead(values, version, entities.published.alive);
      for (const table of tables) this.#writeTable(values, table, table.published);
    }
  }

  /**
   * Writes the counters of the working side, which is published next, and which no thread has pinned. The group has
   * changed the first `count` tables. The other sides follow when they are published.
   */
  write(tables: readonly Table[], count: number, version: number): void {
    const { entities, memory } = this.#store;
    const { workingSide } = memory;
    for (let side = 0; side < this.#sides.length; side++) {
      const { values, outdated, isOutdated } = this.#sides[side] as SideCounters;
      for (let i = 0; i < count; i++) {
        const table = tables[i] as Table;
        if (side === workingSide) this.#writeTable(values, table, table.working);
        else if (isOutdated[table.id] === 0) {
          isOutdated[table.id] = 1;
          outdated.push(table);
        }
      }
      if (side !== workingSide) continue;
      this.#writeHead(values, version, entities.working.alive);
      for (let i = 0; i < outdated.count; i++) {
        const table = outdated.items[i] as Table;
        this.#writeTable(values, table, table.working);
        isOutdated[table.id] = 0;
      }
      outdated.clear();
    }
  }

  #writeHead(to: Float64Array, version: number, alive: number): void {
    to[VERSION] = version;
    to[ALIVE] = alive;
    to[REGISTRY_BYTES] = this.#store.entities.slots.capacity;
  }

  #writeTable(to: Float64Array, table: Table, { count, version }: TableSide): void {
    const at = this.#at[table.id] as number;
    const { records, dense, sparse } = table.regions;
    to[at + TABLE_ROWS] = count;
    to[at + TABLE_VERSION] = version;
    to[at + RECORDS_BYTES] = records.capacity;
    to[at + DENSE_BYTES] = dense.capacity;
    to[at + SPARSE_BYTES] = sparse.capacity;
    const { ordered } = table;
    const first = this.#indexesAt[table.id] as number;
    for (let i = 0; i < ordered.length; i++) to[first + i] = (ordered[i] as OrderedIndex).region.capacity;
  }
}
