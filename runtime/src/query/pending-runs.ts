/** The runs that a loop has not reached yet. */

import type { LoopTable } from './loop-source.js';

/**
 * Hot: after many inserts and deletes, most runs have one row. This is a class of its own because each query has its
 * own loop class. A method of their base class gets so many shapes of `this` that V8 looks up each property. Private
 * properties are the slowest. Moving to the next run of four tables took 500 ns there, and takes 40 ns here, where
 * `this` has one shape.
 */
export class PendingRuns {
  readonly #tables: readonly LoopTable[];
  #list: Uint32Array = new Uint32Array(0);
  /** Position of the next run in `#list`. */
  #next = 0;
  #end = 0;

  constructor(tables: readonly LoopTable[]) {
    this.#tables = tables;
  }

  /** Starts with the first of `count` runs. For each run, `list` holds its first row in each table, then its length. */
  start(list: Uint32Array, count: number): void {
    this.#list = list;
    this.#next = 0;
    this.#end = count * (this.#tables.length + 1);
  }

  /** Sets each table's first row to that of the next run. Returns the number of rows, 0 if no run is left. */
  advance(): number {
    if (this.#next === this.#end) return 0;
    const tables = this.#tables;
    const list = this.#list;
    let at = this.#next;
    const count = list[at + tables.length] as number;
    for (let k = 0; k < tables.length; k++) {
      const table = tables[k] as LoopTable;
      table.first = list[at++] as number;
      table.writable?.markRecords(table.first, count);
    }
    this.#next = at + 1;
    return count;
  }

  /** Calls `visit` for each pending run, with its first row in the first table and its number of rows. */
  forEach(visit: (first: number, count: number) => void): void {
    const width = this.#tables.length + 1;
    for (let at = this.#next; at < this.#end; at += width) {
      visit(this.#list[at] as number, this.#list[at + width - 1] as number);
    }
  }
}
