/** The runs that a loop has not reached yet. */

import type { LoopTable } from './loop-table.js';

/** Run after run, as the match has them. */
export const MODE_RUNS = 0;
/** The loop was interrupted: the remaining entities are looked up one by one. */
export const MODE_REMAINING = 1;
/**
 * The only table lost the current row, so its last row lies there now: the run goes on with it, one row shorter. Half
 * the time of noting and looking up, where a loop over one table deletes as it goes.
 */
export const MODE_RESUME = 2;

/**
 * Hot: where entities came and went, most runs have one row. This is a class of its own because each query has its own
 * loop class: methods of their base class see so many shapes of `this` that V8 looks up each property, and a private
 * one most slowly. Going to the next run of four tables took 500 ns there, and takes 40 ns here, where `this` has one
 * shape.
 */
export class PendingRuns {
  mode: number = MODE_RUNS;
  readonly #tables: readonly LoopTable[];
  #list: Uint32Array = new Uint32Array(0);
  /** Position of the next run in `#list`. */
  #next = 0;
  #end = 0;

  constructor(tables: readonly LoopTable[]) {
    this.#tables = tables;
  }

  /** Starts with the first of `count` runs, each the first row in each table and the number of rows. */
  start(list: Uint32Array, count: number): void {
    this.mode = MODE_RUNS;
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
      const one = tables[k] as LoopTable;
      one.first = list[at++] as number;
      one.writable?.markRecords(one.first, count);
    }
    this.#next = at + 1;
    return count;
  }

  /** First row of the first table, and number of rows, of each run that is left. */
  forEach(visit: (first: number, count: number) => void): void {
    const width = this.#tables.length + 1;
    for (let at = this.#next; at < this.#end; at += width) {
      visit(this.#list[at] as number, this.#list[at + width - 1] as number);
    }
  }
}
