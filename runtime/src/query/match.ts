/** The rows that match a query on one side. They are cached until rows are inserted, deleted or moved. */

import { assert } from '../errors.js';
import { BLOCK_SHIFT } from '../memory/index.js';
import { rowOf, type StoreSide, type TableReader, type TableSide } from '../table/index.js';
import { ascendingRows } from './ascending-rows.js';
import { VisitOrder } from './visit-order.js';

/**
 * The matches, in the order of their rows in the first table. So loops, marks and copies go through memory in order.
 *
 * Runs are used if they are long on average: then they take less memory than lists of rows.
 */
export interface FoundRows {
  /** How many entities match. */
  total: number;
  /** For each table of the match: the row of each entity. `undefined` if there are runs instead. */
  lists: readonly Uint32Array[] | undefined;
  /** For each run its first row in each table, then its number of rows. */
  runs: Uint32Array;
  runCount: number;
}

/** Figures about the matches of a query. */
export interface MatchStats {
  /** The tables in which an entity must have a row. */
  readonly tables: readonly string[];
  /** The tables in which it must have none. */
  readonly without: readonly string[];
  /** Groups of tables: it must have a row in at least one table of each. */
  readonly any: readonly (readonly string[])[];
  /** How many entities matched when the query was used last. */
  readonly matches: number;
  /** How many runs of consecutive rows they were. A loop is fastest over one run; as many as matches are scattered. */
  readonly runs: number;
  /** How often all rows were searched for matches, because rows had been inserted or deleted since the use before. */
  readonly searches: number;
}

/**
 * Rows of a run, on average, from which on runs are used. A loop takes about 40 ns more for each run, and half a
 * nanosecond more for each row of a list.
 */
const RUN_ROWS_MIN = 32;

/** Matches whose lists are kept although runs are used: memory for them takes longer than finding them. */
const KEPT_ROWS_MAX = 4096;

const NO_NUMBERS: Uint32Array = /*@__PURE__*/ new Uint32Array(0);

export class Match {
  readonly side: StoreSide;
  /** Tables whose rows are passed to the loop. If there are none, this is the first required table. */
  readonly tables: readonly TableReader[];
  /** All tables that decide whether an entity matches. */
  readonly involved: readonly TableReader[];
  /** How many numbers describe a run. */
  readonly width: number;

  /** `tables` on the side. */
  readonly #passed: readonly TableSide[];
  /** `involved` on the side. */
  readonly #involved: readonly TableSide[];
  /** The required tables on the side. */
  readonly #required: readonly TableSide[];
  readonly #excluded: readonly TableSide[];
  /** Groups of tables on the side: a match has a row in at least one table of each. */
  readonly #any: readonly (readonly TableSide[])[];
  /** True if the query has one table and all its rows match. */
  readonly #isWholeTable: boolean;
  /** Sum of the versions of the involved tables when `#found` was found. */
  #version = -1;
  readonly #found: FoundRows = { total: 0, lists: undefined, runs: NO_NUMBERS, runCount: 0 };
  /** Memory of the lists. It is longer than the lists if there were more matches before. */
  #memory: readonly Uint32Array[];
  /** How often the rows were searched. */
  #searches = 0;
  #runCount = 0;
  /** Where the runs begin, among the matches. Kept for later. */
  #starts: Uint32Array = NO_NUMBERS;
  /** For each list, once it is needed: the blocks of the records' region that its rows are in. */
  #blocks: Uint32Array[] = [];
  #order: VisitOrder | undefined;

  constructor(
    side: StoreSide,
    rows: readonly TableReader[],
    required: readonly TableReader[],
    excluded: readonly TableReader[],
    any: readonly (readonly TableReader[])[] = [],
  ) {
    const all = [...new Set([...rows, ...required])];
    this.side = side;
    this.tables = rows.length > 0 ? rows : all.slice(0, 1);
    this.involved = [...new Set([...all, ...excluded, ...any.flat()])];
    this.width = this.tables.length + 1;
    this.#passed = this.tables.map((table) => side.of(table));
    this.#involved = this.involved.map((table) => side.of(table));
    this.#required = all.map((table) => side.of(table));
    this.#excluded = excluded.map((table) => side.of(table));
    this.#any = any.map((group) => group.map((table) => side.of(table)));
    this.#isWholeTable = this.involved.length === 1 && this.tables.length === 1 && excluded.length === 0;
    this.#memory = this.tables.map(() => NO_NUMBERS);
  }

  /** The rows that match now. A later call reuses the object and its arrays. */
  found(): Readonly<FoundRows> {
    const involved = this.#involved;
    let version = 0;
    // Versions only increase, so equal sums mean equal versions.
    for (let i = 0; i < involved.length; i++) version += (involved[i] as TableSide).version;
    if (this.#version !== version) {
      this.#searches++;
      if (this.#isWholeTable) this.#useWholeTable((this.#passed[0] as TableSide).count);
      else this.#find();
      this.#version = version;
    }
    return this.#found;
  }

  /**
   * The blocks of memory that the listed records of the table at `position` are in. Hot: cached, because a loop that
   * writes announces them each time. There are fewer of them than rows.
   */
  blocks(position: number): Uint32Array {
    const known = this.#blocks[position];
    if (known !== undefined) return known;
    const { lists, total } = this.#found;
    assert(lists !== undefined, 'blocks are of lists');
    const blocks = blocksOf(lists[position] as Uint32Array, total, (this.tables[position] as TableReader).stride);
    this.#blocks[position] = blocks;
    return blocks;
  }

  /** What the last search has found. */
  stats(): MatchStats {
    const names = (sides: readonly TableSide[]): string[] =>
      this.involved.filter((_, i) => sides.includes(this.#involved[i] as TableSide)).map((table) => table.name);
    return {
      tables: names(this.#required),
      without: names(this.#excluded),
      any: this.#any.map(names),
      matches: this.#found.total,
      runs: this.#runCount,
      searches: this.#searches,
    };
  }

  /** The order of the iterations that begin now. */
  order(): VisitOrder {
    this.#order ??= new VisitOrder(this);
    return this.#order;
  }

  /** Later iterations get another order. */
  forgetOrder(order: VisitOrder): void {
    if (this.#order === order) this.#order = undefined;
  }

  /** True if the entity of this index, which is alive, matches. */
  matches(index: number): boolean {
    return this.#matches(index, undefined) && this.#hasAny(index);
  }

  /** True if the entity of this index has a row in at least one table of each group. */
  #hasAny(index: number): boolean {
    return this.#any.every((group) => group.some((side) => rowOf(side, index) >= 0));
  }

  /** As `matches` without the groups, if it is known that the entity has a row in `known`. */
  #matches(index: number, known: TableSide | undefined): boolean {
    const required = this.#required;
    for (let k = 0; k < required.length; k++) {
      const side = required[k] as TableSide;
      if (side !== known && rowOf(side, index) < 0) return false;
    }
    const excluded = this.#excluded;
    for (let k = 0; k < excluded.length; k++) if (rowOf(excluded[k] as TableSide, index) >= 0) return false;
    return true;
  }

  #find(): void {
    this.#blocks.length = 0;
    const total = this.#findFirstRows();
    const runCount = this.#findOtherRows(total);
    this.#runCount = runCount;
    const found = this.#found;
    found.total = total;
    if (total < runCount * RUN_ROWS_MIN) {
      found.lists = this.#memory;
      found.runs = NO_NUMBERS;
      found.runCount = 0;
      return;
    }
    this.#useRuns(total, runCount);
    if (total > KEPT_ROWS_MAX) this.#memory = this.tables.map(() => NO_NUMBERS);
  }

  /** Finds the rows of all matches in the first table, ascending. Returns their number. */
  #findFirstRows(): number {
    const first = this.#passed[0] as TableSide;
    const searched = this.#smallestTable();
    let rows = this.#memory[0] as Uint32Array;
    const { dense, count } = searched;
    const { sparse } = first;
    const isFirst = searched === first;
    const hasGroups = this.#any.length > 0;
    let total = 0;
    for (let i = 0; i < count; i++) {
      const index = (dense[i] as number) >>> 0;
      if (!this.#matches(index, searched) || (hasGroups && !this.#hasAny(index))) continue;
      if (total === rows.length) rows = larger(rows);
      rows[total++] = isFirst ? i : (sparse[index] as number) - 1;
    }
    this.#reserve(rows);
    if (!isFirst) ascendingRows(rows, total, first.count);
    return total;
  }

  /**
   * Finds the rows in the other tables. Returns the number of runs. `#starts` has the position of the first match of
   * each, as long as there are not too many.
   */
  #findOtherRows(total: number): number {
    const memory = this.#memory;
    const passed = this.#passed;
    const { dense } = passed[0] as TableSide;
    const firstRows = memory[0] as Uint32Array;
    const startsMax = Math.ceil(total / RUN_ROWS_MIN);
    if (this.#starts.length < startsMax) this.#starts = new Uint32Array(startsMax);
    const starts = this.#starts;
    let runCount = 0;
    let previous = -2;
    for (let i = 0; i < total; i++) {
      const row = firstRows[i] as number;
      let isConsecutive = row === previous + 1;
      previous = row;
      const index = (dense[row] as number) >>> 0;
      for (let k = 1; k < memory.length; k++) {
        const rows = memory[k] as Uint32Array;
        const own = ((passed[k] as TableSide).sparse[index] as number) - 1;
        rows[i] = own;
        isConsecutive &&= own === (rows[i - 1] as number) + 1;
      }
      if (isConsecutive) continue;
      if (runCount < startsMax) starts[runCount] = i;
      runCount++;
    }
    return runCount;
  }

  /** Describes the matches by the runs that begin at `#starts`. */
  #useRuns(total: number, runCount: number): void {
    const runs = this.#useRunsOf(total, runCount);
    const memory = this.#memory;
    const starts = this.#starts;
    let at = 0;
    for (let run = 0; run < runCount; run++) {
      const first = starts[run] as number;
      for (let k = 0; k < memory.length; k++) runs[at++] = (memory[k] as Uint32Array)[first] as number;
      runs[at++] = (run + 1 < runCount ? (starts[run + 1] as number) : total) - first;
    }
  }

  /** All rows of the only table are one run. */
  #useWholeTable(total: number): void {
    this.#runCount = total === 0 ? 0 : 1;
    const runs = this.#useRunsOf(total, this.#runCount);
    if (total === 0) return;
    runs[0] = 0;
    runs[1] = total;
  }

  /** Memory for so many runs. */
  #useRunsOf(total: number, runCount: number): Uint32Array {
    const found = this.#found;
    found.total = total;
    found.lists = undefined;
    found.runCount = runCount;
    const length = runCount * this.width;
    if (found.runs.length < length) found.runs = new Uint32Array(length);
    return found.runs;
  }

  /** Makes the other lists as long as that of the first table. */
  #reserve(first: Uint32Array): void {
    if (first === this.#memory[0]) return;
    this.#memory = this.tables.map((_, k) => (k === 0 ? first : new Uint32Array(first.length)));
  }

  /** The first table if it is hardly larger than the smallest one: its rows need not be sorted. */
  #smallestTable(): TableSide {
    const first = this.#passed[0] as TableSide;
    let smallest = first;
    for (const side of this.#required) if (side.count < smallest.count) smallest = side;
    return first.count < smallest.count * 2 ? first : smallest;
  }
}

/** Lists grow with the matches: a query can match few of the rows that it has to search. */
function larger(rows: Uint32Array): Uint32Array {
  const copy = new Uint32Array(Math.max(64, rows.length * 2));
  copy.set(rows);
  return copy;
}

/** The blocks that the first `count` rows are in, each once if the rows ascend. */
function blocksOf(rows: Uint32Array, count: number, stride: number): Uint32Array {
  const blocks: number[] = [];
  let last = -1;
  for (let i = 0; stride > 0 && i < count; i++) {
    const offset = (rows[i] as number) * stride;
    const end = (offset + stride - 1) >>> BLOCK_SHIFT;
    if (end === last) continue;
    for (let block = offset >>> BLOCK_SHIFT; block <= end; block++) if (block !== last) blocks.push(block);
    last = end;
  }
  return Uint32Array.from(blocks);
}
