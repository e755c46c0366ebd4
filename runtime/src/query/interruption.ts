/** How a loop continues after a row of its current entity was inserted or deleted, or after a publication. */

import { type Entity, isAlive, NO_ENTITY } from '../entity/index.js';
import { rowOf, type StoreSide, type TableReader } from '../table/index.js';
import type { LoopTable } from './loop-source.js';
import type { Match } from './match.js';
import type { PendingRuns } from './pending-runs.js';

/** Run after run, as the match lists them. */
export const MODE_RUNS = 0;
/** The remaining entities are looked up one by one. */
const MODE_REMAINING = 1;
/**
 * The only table deleted the current row and moved its last row there. The run continues at that row, and is one row
 * shorter. A loop over one table that deletes as it goes takes half the time of `MODE_REMAINING`.
 */
const MODE_RESUME = 2;

/** Hot where each visit inserts or deletes a row. A class of its own for the same reason as `PendingRuns`. */
export class Interruption {
  mode: number = MODE_RUNS;
  /** The entity of the visit that was interrupted, then the entity of the current visit. */
  current: Entity = NO_ENTITY;
  readonly #side: StoreSide;
  readonly #match: Match;
  readonly #tables: readonly LoopTable[];
  readonly #pending: PendingRuns;
  readonly #remaining: RemainingEntities = new RemainingEntities();
  /** `MODE_RESUME`: the rest of the run, from this row to before `#resumeEnd`. */
  #resumeRow = 0;
  #resumeEnd = 0;

  constructor(match: Match, tables: readonly LoopTable[], pending: PendingRuns) {
    this.#side = match.side;
    this.#match = match;
    this.#tables = tables;
    this.#pending = pending;
  }

  /**
   * Decides how the loop continues. Its current row is `row` of the first table, in a segment that ends before `end`:
   * a row, or a position in `lists`. A row of `table` is about to be inserted or deleted; if `table` is undefined, a
   * version is about to be published.
   */
  begin(table: TableReader | undefined, row: number, end: number, lists?: readonly Uint32Array[]): void {
    if (table !== undefined && this.#match.involved.length === 1) {
      this.mode = MODE_RESUME;
      this.#resumeRow = row;
      this.#resumeEnd = end - 1;
      return;
    }
    this.mode = MODE_REMAINING;
    const { dense } = (this.#tables[0] as LoopTable).side;
    const remaining = this.#remaining;
    remaining.clear();
    if (lists === undefined) remaining.add(dense, row + 1, end);
    else remaining.addListed(dense, lists[0] as Uint32Array, row, end);
    this.#pending.forEach((first, count) => {
      remaining.add(dense, first, first + count);
    });
  }

  /** Sets each table's first row to that of the next run. Returns the number of rows, 0 if no entity is left. */
  advance(): number {
    if (this.mode === MODE_REMAINING) return this.#advanceRemaining();
    this.mode = MODE_RUNS;
    const count = this.#resumeEnd - this.#resumeRow;
    if (count <= 0) return this.#pending.advance();
    // There is one table, but a query can name it several times.
    for (let k = 0; k < this.#tables.length; k++) (this.#tables[k] as LoopTable).first = this.#resumeRow;
    return count;
  }

  /** Moves to the next remaining entity that still matches, as a run of one row. */
  #advanceRemaining(): number {
    const { entities } = this.#side;
    const remaining = this.#remaining;
    for (let entity = remaining.take(); entity !== NO_ENTITY; entity = remaining.take()) {
      const index = entity >>> 0;
      if (!isAlive(entities, entity) || !this.#match.matches(index)) continue;
      for (let k = 0; k < this.#tables.length; k++) {
        const table = this.#tables[k] as LoopTable;
        table.first = rowOf(table.side, index);
        table.writable?.markRecord(table.first);
      }
      this.current = entity;
      return 1;
    }
    return 0;
  }
}

/** The entities that an interrupted loop has not visited yet, in order. */
class RemainingEntities {
  /** Kept for later loops. */
  #entities: Float64Array = new Float64Array(0);
  #count = 0;
  #next = 0;

  clear(): void {
    this.#count = 0;
    this.#next = 0;
  }

  /** Adds the entities of the rows from `first` to before `end`. */
  add(dense: Float64Array, first: number, end: number): void {
    if (end <= first) return;
    this.#reserve(this.#count + end - first);
    this.#entities.set(dense.subarray(first, end), this.#count);
    this.#count += end - first;
  }

  /** Adds the entities of the rows after `row` in an ascending list, to before position `end`. */
  addListed(dense: Float64Array, rows: Uint32Array, row: number, end: number): void {
    const first = positionAfter(rows, row, end);
    this.#reserve(this.#count + end - first);
    for (let at = first; at < end; at++) this.#entities[this.#count++] = dense[rows[at] as number] as number;
  }

  #reserve(count: number): void {
    if (count <= this.#entities.length) return;
    const larger = new Float64Array(Math.max(count, this.#entities.length * 2));
    larger.set(this.#entities.subarray(0, this.#count));
    this.#entities = larger;
  }

  /** The next entity, or `NO_ENTITY` if none is left. */
  take(): Entity {
    return this.#next < this.#count ? (this.#entities[this.#next++] as Entity) : NO_ENTITY;
  }
}

/** Position of the first row that is greater than `row`, among the first `end` of ascending rows. */
function positionAfter(rows: Uint32Array, row: number, end: number): number {
  let low = 0;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle] as number) <= row) low = middle + 1;
    else high = middle;
  }
  return low;
}
