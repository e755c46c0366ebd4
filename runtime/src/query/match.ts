/**
 * The rows that match a query on one side, as runs of consecutive rows, cached until rows are inserted, deleted or
 * moved.
 */

import { archetypeOf } from '../entity/index.js';
import type { StoreSide, TableReader, TableSide } from '../table/index.js';
import type { ArchetypeFilter } from './archetype-filter.js';
import { VisitOrder } from './visit-order.js';

/** Each run takes `width` numbers: the first row in each of the match's tables, then the number of rows. */
interface Runs {
  list: Uint32Array;
  count: number;
}

export class Match {
  readonly side: StoreSide;
  /** Tables whose rows are passed to the loop. If there are none, the first required table is used instead. */
  readonly tables: readonly TableReader[];
  /** All tables in which an entity must have a row, or must have none. */
  readonly involved: readonly TableReader[];
  /** Numbers to a run. */
  readonly width: number;

  readonly #filter: ArchetypeFilter;
  /** `tables`, on the side. */
  readonly #rows: readonly TableSide[];
  /** `involved`, on the side. */
  readonly #all: readonly TableSide[];
  /** The required tables, on the side. */
  readonly #required: readonly TableSide[];
  /** True when every row of the one table matches. */
  readonly #isWholeTable: boolean;
  /** Sum of the tables' versions for which `#runs` are valid. */
  #version = -1;
  readonly #runs: Runs = { list: new Uint32Array(0), count: 0 };
  #order: VisitOrder | undefined;

  constructor(
    side: StoreSide,
    filter: ArchetypeFilter,
    rows: readonly TableReader[],
    excluded: readonly TableReader[],
  ) {
    const { required } = filter;
    this.side = side;
    this.#filter = filter;
    this.tables = rows.length > 0 ? rows : required.slice(0, 1);
    this.involved = [...new Set([...required, ...excluded])];
    this.width = this.tables.length + 1;
    this.#rows = this.tables.map((table) => side.of(table));
    this.#all = this.involved.map((table) => side.of(table));
    this.#required = required.map((table) => side.of(table));
    this.#isWholeTable = this.involved.length === 1 && this.tables.length === 1 && excluded.length === 0;
  }

  /** The runs now. The object and its list are reused when they change. */
  runs(): Readonly<Runs> {
    const all = this.#all;
    let version = 0;
    // Versions only rise, so that equal sums mean equal versions.
    for (let i = 0; i < all.length; i++) version += (all[i] as TableSide).version;
    if (this.#version !== version) {
      if (this.#isWholeTable) this.#findWholeTable();
      else this.#search();
      this.#version = version;
    }
    return this.#runs;
  }

  /** The order in which iterators that begin now visit the match. */
  order(): VisitOrder {
    this.#order ??= new VisitOrder(this);
    return this.#order;
  }

  /** Iterators that begin from now on get another order. */
  forgetOrder(order: VisitOrder): void {
    if (this.#order === order) this.#order = undefined;
  }

  /** True when entities of this archetype match. */
  matches(archetype: number): boolean {
    return this.#filter.matches(archetype);
  }

  #findWholeTable(): void {
    const runs = this.#runs;
    const { count } = this.#rows[0] as TableSide;
    if (runs.list.length < 2) runs.list = new Uint32Array(2);
    runs.list[0] = 0;
    runs.list[1] = count;
    runs.count = count === 0 ? 0 : 1;
  }

  /** Goes through the smallest required table and joins neighbours that are neighbours in every table. */
  #search(): void {
    const { width } = this;
    const filter = this.#filter;
    const rows = this.#rows;
    const { entities } = this.side;
    const { dense, count } = this.#smallest();
    let { list } = this.#runs;
    let at = -width;
    for (let i = 0; i < count; i++) {
      const index = (dense[i] as number) >>> 0;
      if (!filter.matches(archetypeOf(entities, index))) continue;
      let consecutive = at >= 0;
      const length = consecutive ? (list[at + width - 1] as number) : 0;
      for (let k = 0; consecutive && k < rows.length; k++) {
        const { sparse } = rows[k] as TableSide;
        consecutive = (sparse[index] as number) - 1 === (list[at + k] as number) + length;
      }
      if (consecutive) {
        list[at + width - 1] = length + 1;
        continue;
      }
      at += width;
      if (at + width > list.length) {
        const larger = new Uint32Array(Math.max(list.length * 2, 16 * width));
        larger.set(list);
        list = larger;
      }
      for (let k = 0; k < rows.length; k++) {
        const { sparse } = rows[k] as TableSide;
        list[at + k] = (sparse[index] as number) - 1;
      }
      list[at + width - 1] = 1;
    }
    this.#runs.list = list;
    this.#runs.count = at / width + 1;
  }

  #smallest(): TableSide {
    let smallest = this.#required[0] as TableSide;
    for (const side of this.#required) if (side.count < smallest.count) smallest = side;
    return smallest;
  }
}
