/** The runs that a loop has not reached yet. */

import type { LoopTable } from './loop-source.js';
import type { FoundRows, Match } from './match.js';

const NO_NUMBERS: Uint32Array = /*@__PURE__*/ new Uint32Array(0);

/**
 * Also announces the changes to the records that the loop can write: to the rows of a run when it is reached, and to
 * the rows of lists when the loop starts. Then the marks of a list go through memory in order.
 */
export class PendingRuns {
  /** The lists of rows, if the matches are not described by runs. */
  lists: readonly Uint32Array[] | undefined;
  readonly #tables: readonly LoopTable[];
  #runs: Uint32Array = NO_NUMBERS;
  /** Position of the next run in `#runs`, or of the next row in the lists. */
  #next = 0;
  #end = 0;

  constructor(tables: readonly LoopTable[]) {
    this.#tables = tables;
  }

  start(match: Match, { lists, total, runs, runCount }: Readonly<FoundRows>): void {
    this.lists = lists;
    this.#runs = runs;
    this.#next = 0;
    if (lists === undefined) {
      this.#end = runCount * (this.#tables.length + 1);
      return;
    }
    this.#end = total;
    for (let k = 0; k < lists.length; k++) {
      (this.#tables[k] as LoopTable).writable?.markBlocks(match.blocks(k));
    }
  }

  /** Sets each table's first row to that of the next run. Returns the number of rows, 0 if no run is left. */
  advance(): number {
    if (this.#next === this.#end) return 0;
    const tables = this.#tables;
    const { lists } = this;
    let at = this.#next;
    if (lists !== undefined) {
      for (let k = 0; k < tables.length; k++) (tables[k] as LoopTable).first = (lists[k] as Uint32Array)[at] as number;
      const count = runLength(lists, at, this.#end);
      this.#next = at + count;
      return count;
    }
    const runs = this.#runs;
    const count = runs[at + tables.length] as number;
    for (let k = 0; k < tables.length; k++) {
      const table = tables[k] as LoopTable;
      table.first = runs[at++] as number;
      table.writable?.markRecords(table.first, count);
    }
    this.#next = at + 1;
    return count;
  }

  /** Takes all rows of the lists at once. Returns their number. */
  takeListed(): number {
    const count = this.#end - this.#next;
    this.#next = this.#end;
    return count;
  }

  /** Calls `visit` for each pending run, with its first row in the first table and its number of rows. */
  forEach(visit: (first: number, count: number) => void): void {
    const { lists } = this;
    if (lists !== undefined) {
      const rows = lists[0] as Uint32Array;
      for (let at = this.#next; at < this.#end; at++) visit(rows[at] as number, 1);
      return;
    }
    const width = this.#tables.length + 1;
    for (let at = this.#next; at < this.#end; at += width) {
      visit(this.#runs[at] as number, this.#runs[at + width - 1] as number);
    }
  }
}

/** How many of the rows from position `first` on, to before `end`, are consecutive in each list. */
function runLength(lists: readonly Uint32Array[], first: number, end: number): number {
  let count = 1;
  while (first + count < end) {
    for (let k = 0; k < lists.length; k++) {
      const rows = lists[k] as Uint32Array;
      if (rows[first + count] !== (rows[first] as number) + count) return count;
    }
    count++;
  }
  return count;
}
