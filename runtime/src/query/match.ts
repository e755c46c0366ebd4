/** Which rows a query matches, as runs of consecutive rows, cached until a row of its tables comes, goes or moves. */

import type { Iterations, Store, Table } from '../table/index.js';
import { VisitOrder } from './visit-order.js';

const UNKNOWN = 0;
const MATCHES = 1;
const DIFFERS = 2;

/** Runs found on one side. Each takes `width` numbers: the first row in each of the match's tables, then the count. */
interface Runs {
  version: number;
  list: Uint32Array;
  count: number;
}

export class Match {
  /** Tables whose rows are passed to the loop. If there are none, the first table that must be there stands in. */
  readonly tables: readonly Table[];
  /** All tables that the entity must, or must not, have a row in. */
  readonly involved: readonly Table[];
  /** Numbers to a run. */
  readonly width: number;

  readonly #store: Store;
  readonly #required: readonly Table[];
  readonly #excluded: readonly Table[];
  /** True when every row of the one table matches. */
  readonly #isWholeTable: boolean;
  /** For each archetype, whether it matches. */
  #archetypes: Uint8Array = new Uint8Array(16);
  readonly #working: Runs = { version: -1, list: new Uint32Array(0), count: 0 };
  readonly #published: Runs = { version: -1, list: new Uint32Array(0), count: 0 };
  #workingOrder: VisitOrder | undefined;
  #publishedOrder: VisitOrder | undefined;

  constructor(store: Store, rows: readonly Table[], required: readonly Table[], excluded: readonly Table[]) {
    this.#store = store;
    this.#required = [...new Set([...rows, ...required])];
    this.#excluded = excluded;
    this.tables = rows.length > 0 ? rows : this.#required.slice(0, 1);
    this.involved = [...new Set([...this.#required, ...excluded])];
    this.width = this.tables.length + 1;
    this.#isWholeTable = this.involved.length === 1 && this.tables.length === 1 && excluded.length === 0;
  }

  /** The runs on one side; the list is used again when they change. */
  runs(working: boolean): Readonly<Runs> {
    const runs = working ? this.#working : this.#published;
    let version = 0;
    // Versions only rise, so that equal sums mean equal versions.
    for (const table of this.involved) version += (working ? table.working : table.published).version;
    if (runs.version !== version) {
      if (this.#isWholeTable) this.#wholeTable(runs, working);
      else this.#search(runs, working);
      runs.version = version;
    }
    return runs;
  }

  /** The order in which iterators that begin now visit the match. */
  order(working: boolean): VisitOrder {
    const known = working ? this.#workingOrder : this.#publishedOrder;
    if (known !== undefined) return known;
    const order = new VisitOrder(this, working);
    if (working) this.#workingOrder = order;
    else this.#publishedOrder = order;
    return order;
  }

  /** Iterators that begin from now on get another order. */
  forgetOrder(order: VisitOrder): void {
    if (this.#workingOrder === order) this.#workingOrder = undefined;
    if (this.#publishedOrder === order) this.#publishedOrder = undefined;
  }

  iterations(working: boolean): Iterations {
    return working ? this.#store.workingIterations : this.#store.publishedIterations;
  }

  /** True when entities of this archetype match. */
  matches(archetype: number): boolean {
    const known = archetype < this.#archetypes.length ? this.#archetypes[archetype] : UNKNOWN;
    return known === UNKNOWN ? this.#learn(archetype) : known === MATCHES;
  }

  #learn(archetype: number): boolean {
    // First: there may be no such archetype, and its number anything.
    const tableIds = this.#store.tableIdsOf(archetype);
    if (archetype >= this.#archetypes.length) {
      const larger = new Uint8Array(Math.max(archetype + 1, this.#archetypes.length * 2));
      larger.set(this.#archetypes);
      this.#archetypes = larger;
    }
    const matches =
      this.#required.every((table) => tableIds.includes(table.id)) &&
      !this.#excluded.some((table) => tableIds.includes(table.id));
    this.#archetypes[archetype] = matches ? MATCHES : DIFFERS;
    return matches;
  }

  #wholeTable(runs: Runs, working: boolean): void {
    const table = this.tables[0] as Table;
    const { count } = working ? table.working : table.published;
    if (runs.list.length < 2) runs.list = new Uint32Array(2);
    runs.list[0] = 0;
    runs.list[1] = count;
    runs.count = count === 0 ? 0 : 1;
  }

  /** Goes through the smallest table that must be there and joins neighbours that are neighbours in every table. */
  #search(runs: Runs, working: boolean): void {
    const { tables, width } = this;
    const entities = working ? this.#store.entities.working : this.#store.entities.published;
    const sides = tables.map((table) => (working ? table.working : table.published));
    const { dense, count } = this.#smallest(working);
    let list = runs.list;
    let at = -width;
    for (let i = 0; i < count; i++) {
      const index = (dense[i] as number) >>> 0;
      if (!this.matches(entities.words[index * 4 + 2] as number)) continue;
      let consecutive = at >= 0;
      const length = consecutive ? (list[at + width - 1] as number) : 0;
      for (let k = 0; consecutive && k < sides.length; k++) {
        const { sparse } = sides[k] as (typeof sides)[number];
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
      for (let k = 0; k < sides.length; k++) {
        const { sparse } = sides[k] as (typeof sides)[number];
        list[at + k] = (sparse[index] as number) - 1;
      }
      list[at + width - 1] = 1;
    }
    runs.list = list;
    runs.count = at / width + 1;
  }

  #smallest(working: boolean): { readonly dense: Float64Array; readonly count: number } {
    let smallest: { readonly dense: Float64Array; readonly count: number } | undefined;
    for (const table of this.#required) {
      const side = working ? table.working : table.published;
      if (smallest === undefined || side.count < smallest.count) smallest = side;
    }
    return smallest as { readonly dense: Float64Array; readonly count: number };
  }
}
