/** The rows that match a query on one side, as runs. They are cached until rows are inserted, deleted or moved. */

import { rowOf, type StoreSide, type TableReader, type TableSide } from '../table/index.js';
import { VisitOrder } from './visit-order.js';

/** Each run is `width` numbers: the first row in each table of the match, then the number of rows. */
interface Runs {
  list: Uint32Array;
  count: number;
}

export class Match {
  readonly side: StoreSide;
  /** Tables whose rows are passed to the loop. If there are none, this is the first required table. */
  readonly tables: readonly TableReader[];
  /** All tables in which an entity must have a row, or must have none. */
  readonly involved: readonly TableReader[];
  /** How many numbers describe a run. */
  readonly width: number;

  /** `tables` on the side. */
  readonly #passed: readonly TableSide[];
  /** `involved` on the side. */
  readonly #involved: readonly TableSide[];
  /** The required tables on the side. */
  readonly #required: readonly TableSide[];
  /** The tables on the side in which an entity must have no row. */
  readonly #excluded: readonly TableSide[];
  /** True if the query has one table and all its rows match. */
  readonly #isWholeTable: boolean;
  /** Sum of the versions of the involved tables when `#runs` were found. */
  #version = -1;
  readonly #runs: Runs = { list: new Uint32Array(0), count: 0 };
  #order: VisitOrder | undefined;

  constructor(
    side: StoreSide,
    rows: readonly TableReader[],
    others: readonly TableReader[],
    excluded: readonly TableReader[],
  ) {
    const required = [...new Set([...rows, ...others])];
    this.side = side;
    this.tables = rows.length > 0 ? rows : required.slice(0, 1);
    this.involved = [...new Set([...required, ...excluded])];
    this.width = this.tables.length + 1;
    this.#passed = this.tables.map((table) => side.of(table));
    this.#involved = this.involved.map((table) => side.of(table));
    this.#required = required.map((table) => side.of(table));
    this.#excluded = excluded.map((table) => side.of(table));
    this.#isWholeTable = this.involved.length === 1 && this.tables.length === 1 && excluded.length === 0;
  }

  /** The current runs. A later call reuses the object and its list. */
  runs(): Readonly<Runs> {
    const involved = this.#involved;
    let version = 0;
    // Versions only increase, so equal sums mean equal versions.
    for (let i = 0; i < involved.length; i++) version += (involved[i] as TableSide).version;
    if (this.#version !== version) {
      if (this.#isWholeTable) this.#findWholeTable();
      else this.#findRuns();
      this.#version = version;
    }
    return this.#runs;
  }

  /** The order of the iterators that begin now. */
  order(): VisitOrder {
    this.#order ??= new VisitOrder(this);
    return this.#order;
  }

  /** Later iterators get another order. */
  forgetOrder(order: VisitOrder): void {
    if (this.#order === order) this.#order = undefined;
  }

  /** True if the living entity of this index matches. The tables must be up to date. */
  matches(index: number): boolean {
    return hasRows(this.#required, index) && !hasRow(this.#excluded, index);
  }

  #findWholeTable(): void {
    const runs = this.#runs;
    const { count } = this.#passed[0] as TableSide;
    if (runs.list.length < 2) runs.list = new Uint32Array(2);
    runs.list[0] = 0;
    runs.list[1] = count;
    runs.count = count === 0 ? 0 : 1;
  }

  /** Searches the smallest required table. Entities that are neighbours in all tables join one run. */
  #findRuns(): void {
    const { width } = this;
    const required = this.#required;
    const excluded = this.#excluded;
    const passed = this.#passed;
    const { dense, count } = this.#smallestTable();
    let { list } = this.#runs;
    let at = -width;
    for (let i = 0; i < count; i++) {
      const index = (dense[i] as number) >>> 0;
      if (!hasRows(required, index) || hasRow(excluded, index)) continue;
      let isConsecutive = at >= 0;
      const length = isConsecutive ? (list[at + width - 1] as number) : 0;
      for (let k = 0; isConsecutive && k < passed.length; k++) {
        const { sparse } = passed[k] as TableSide;
        isConsecutive = (sparse[index] as number) - 1 === (list[at + k] as number) + length;
      }
      if (isConsecutive) {
        list[at + width - 1] = length + 1;
        continue;
      }
      at += width;
      if (at + width > list.length) {
        const larger = new Uint32Array(Math.max(list.length * 2, 16 * width));
        larger.set(list);
        list = larger;
      }
      for (let k = 0; k < passed.length; k++) {
        const { sparse } = passed[k] as TableSide;
        list[at + k] = (sparse[index] as number) - 1;
      }
      list[at + width - 1] = 1;
    }
    this.#runs.list = list;
    this.#runs.count = at / width + 1;
  }

  #smallestTable(): TableSide {
    let smallest = this.#required[0] as TableSide;
    for (const side of this.#required) if (side.count < smallest.count) smallest = side;
    return smallest;
  }
}

// Hot: called for each candidate. The sparse maps of most of these tables are read anyway, to find the rows.

function hasRows(tables: readonly TableSide[], index: number): boolean {
  for (let i = 0; i < tables.length; i++) if (rowOf(tables[i] as TableSide, index) < 0) return false;
  return true;
}

function hasRow(tables: readonly TableSide[], index: number): boolean {
  for (let i = 0; i < tables.length; i++) if (rowOf(tables[i] as TableSide, index) >= 0) return true;
  return false;
}
