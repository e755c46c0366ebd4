/** `forEach` and `runs`: a loop that calls a function for each match, or for each run of consecutive rows. */

import { refusePromise } from '../arguments.js';
import type { Row } from '../component/index.js';
import { type Entity, NO_ENTITY } from '../entity/index.js';
import { assert } from '../errors.js';
import type { TableReader, Visit } from '../table/index.js';
import { Interruption, MODE_RUNS } from './interruption.js';
import type { LoopQuery } from './loop-query.js';
import { holdTables, type LoopSource, type LoopTable, loopTables } from './loop-source.js';
import { OptionalRows, type Step } from './optional-rows.js';
import { PendingRuns } from './pending-runs.js';
import type { RunBase, RunSource } from './run.js';
import { RunGuard } from './run-guard.js';

const NO_ENTITIES: Float64Array = /*@__PURE__*/ new Float64Array(0);

/** Visits matches `$at` to before `$end` of a loop. Generated code has one for each query; see `CallbackLoop`. */
export type Walk<Rows extends readonly Row[], Visitor> = (loop: WalkedLoop<Rows>, visit: Visitor) => void;

/** What a walk reads of its loop. */
export interface WalkedLoop<Rows extends readonly Row[]> {
  readonly $rows: Rows;
  /**
   * First match of the segment: its row in the first table, or its position in the lists. A walk without rows sets
   * it.
   */
  $at: number;
  /** Where the segment ends; 0 after an interruption. */
  readonly $end: number;
  /** True if the segment is not a run: then its rows are in lists. */
  readonly $isListed: boolean;
  /** The entity of each row of the first table. */
  readonly $entities: Float64Array;
  /** First row of a run in the table at `position`. */
  $firstRow(position: number): number;
  /** The rows of the segment in the table at `position`. */
  $list(position: number): Uint32Array;
  /** Bytes from row to row in the table at `position`; 1 in a tag. */
  $step(position: number): number;
  /** The entity's row in the optional table at `position`, or -1. Its cursor can be moved to the row. */
  $findOptional(position: number, entity: Entity): number;
  /** If there are optional tables: moves the rows to the match at `at`, and writes the arguments into `step`. */
  $stepTo(at: number, step: Step): Step;
}

/**
 * A loop visits segments of matches: a run, whose rows are consecutive in all tables, or all rows of a match that is
 * described by lists. Two events interrupt it: a row of the current entity is inserted or deleted, or the published
 * side that the loop reads is replaced. Then the loop ends the segment and continues as `Interruption` decides. So
 * each match is visited exactly once. Without an interruption, this costs only a comparison with `$end` per row.
 *
 * Hot: the loops of all queries are of this class, so V8 knows the shape of `this`. When each query had its own loop
 * class, beginning a loop took 650 ns instead of 135 in a program of sixty systems.
 *
 * The walk is called through `Reflect.apply` with an argument list whose content V8 does not know. This costs 30 ns
 * per segment, and prevents V8 from inlining the walk into `forEach`. There it shared the inlining budget with all
 * that opens and closes a loop. Depending on the order of events, setters in the callback were then not inlined, and
 * the same loop took 17 us instead of 7.
 */
export class CallbackLoop<Rows extends readonly Row[], Run extends RunBase, Visitor>
  implements Visit, RunSource, WalkedLoop<Rows>
{
  $below: Visit | undefined;
  $at = 0;
  $end = 0;
  $entities: Float64Array = NO_ENTITIES;
  readonly $rows: Rows;

  readonly #query: LoopQuery<Rows, Run, Visitor>;
  readonly #tables: readonly LoopTable[];
  /** The rows of each table, if the segment is not a run. */
  #lists: readonly Uint32Array[] | undefined;
  /** Absent if the query has no optional tables. */
  readonly #optional: OptionalRows | undefined;
  readonly #source: LoopSource;
  readonly #run: Run;
  readonly #pending: PendingRuns;
  readonly #interruption: Interruption;
  /** What the walk of a running `forEach` is called with: this loop, and the callback. */
  readonly #arguments: [CallbackLoop<Rows, Run, Visitor>, unknown] = [this, undefined];
  /** True while `runs` passes whole runs: then no entity is the current one. */
  #isPassingRuns = false;
  #isActive = false;
  /** Debug mode: the loop object whose rows the current visit uses. */
  #debugVisit: CallbackLoop<Rows, Run, Visitor> | undefined;

  constructor(query: LoopQuery<Rows, Run, Visitor>) {
    const { source, match, passed } = query;
    const rows = passed.createRows();
    const { matched: tables, optional } = loopTables(query, rows);
    this.$rows = rows;
    this.#tables = tables;
    this.#optional = optional.length > 0 ? new OptionalRows(query, optional, rows) : undefined;
    this.#query = query;
    this.#source = source;
    this.#pending = new PendingRuns(tables);
    this.#interruption = new Interruption(match, tables, this.#pending);
    this.#run = passed.createRun(this);
  }

  get entity(): Entity {
    if (this.#isPassingRuns) return NO_ENTITY;
    const { mode, current } = this.#interruption;
    return mode === MODE_RUNS ? (this.$entities[this.#currentRow()] as Entity) : current;
  }

  /**
   * The current row of the first table, calculated from the position of its cursor. Storing the row at each step would
   * add a fifth to the time of a loop.
   */
  #currentRow(): number {
    const { row, step } = this.#tableAt(0);
    if (row !== undefined && !this.#isPassingRuns) return row.$offset / step;
    return this.#lists === undefined ? this.$at : ((this.#lists[0] as Uint32Array)[this.$at] as number);
  }

  involves(table: TableReader): boolean {
    return this.#query.match.involved.includes(table);
  }

  interrupt(table?: TableReader): void {
    if (this.#interruption.mode === MODE_RUNS) this.#beginInterruption(table);
    this.#endSegment(table);
    if (this.#debugVisit !== undefined) this.#debugVisit.#endSegment(table);
  }

  #beginInterruption(table: TableReader | undefined): void {
    const row = this.#currentRow();
    // Before the first segment there is no current entity.
    if (this.$at < this.$end) this.#interruption.current = this.$entities[row] as Entity;
    this.#interruption.begin(table, row, this.$end, this.#lists);
  }

  /** Ends the current segment. Closes the row of `table`, or all rows if it is undefined. */
  #endSegment(table: TableReader | undefined): void {
    this.$end = 0;
    if (table === undefined) this.#optional?.end();
    for (let k = 0; k < this.#tables.length; k++) {
      const loopTable = this.#tableAt(k);
      if (table === undefined || loopTable.table === table) loopTable.close();
    }
  }

  /** Calls `visit` once for each match, with the rows, then the entity. */
  forEach(visit: Visitor): void {
    const { walk } = this.#query.passed;
    this.#open();
    this.#arguments[1] = visit;
    try {
      if (this.#source.side.store.isDebug) this.#forEachDebug(walk, visit);
      else this.#visitSegments(walk);
      while (this.#nextRun()) walk(this, visit);
    } finally {
      this.#arguments[1] = undefined;
      this.close();
    }
  }

  /** Visits segment after segment until none is left or the loop is interrupted. */
  #visitSegments(walk: Walk<Rows, Visitor>): void {
    const pending = this.#pending;
    if (pending.lists !== undefined) {
      this.#lists = pending.lists;
      this.$at = 0;
      this.$end = pending.takeListed();
      Reflect.apply(walk, undefined, this.#arguments);
      this.#lists = undefined;
      return;
    }
    const interruption = this.#interruption;
    const first = this.#tableAt(0);
    while (interruption.mode === MODE_RUNS) {
      const count = pending.advance();
      if (count === 0) return;
      this.$at = first.first;
      this.$end = first.first + count;
      Reflect.apply(walk, undefined, this.#arguments);
    }
  }

  /** Calls `visit` for each run, with an object that shows it. */
  runs(visit: (run: Run) => void): void {
    const run = this.#run;
    this.#open();
    this.#isPassingRuns = true;
    try {
      if (this.#source.side.store.isDebug) this.#runsDebug(visit);
      run.$isOpen = true;
      while (this.#nextRun()) {
        this.#setRun(run);
        const result: unknown = visit(run);
        if (result !== undefined) refusePromise('runs', result);
      }
    } finally {
      this.#isPassingRuns = false;
      run.$end();
      this.close();
    }
  }

  /** Moves `run` to the current run. */
  #setRun(run: Run): void {
    run.count = this.$end - this.$at;
    for (let k = 0; k < run.$tables.length; k++) {
      const { side, first } = this.#tableAt(k);
      run.$tables[k]?.$set(side.records, first, run.count);
    }
    // If the callback publishes a version, the loop continues after the run.
    this.$at = this.$end - 1;
  }

  /** Debug mode: each visit has rows that no other visit has, so a row that is kept after its visit always throws. */
  #forEachDebug(walk: Walk<Rows, Visitor>, visit: Visitor): void {
    while (this.#nextRun()) {
      const first = this.$at;
      for (let row = first; row < this.$end; row++) {
        this.$at = row;
        const debugVisit = this.#createDebugVisit(row - first);
        try {
          walk(debugVisit, visit);
        } finally {
          this.#debugVisit = undefined;
          debugVisit.#endSegment(undefined);
        }
      }
    }
  }

  /** Debug mode: the same for runs. A guard also finds writes that the callback must not make. */
  #runsDebug(visit: (run: Run) => void): void {
    const guard = new RunGuard(this.#source, this.#tables);
    while (this.#nextRun()) {
      const run = this.#createDebugVisit(0).#run;
      run.$isOpen = true;
      this.#setRun(run);
      guard.pass(run.count, () => {
        try {
          refusePromise('runs', visit(run));
        } finally {
          run.$end();
        }
      });
    }
    this.#debugVisit = undefined;
    guard.end();
  }

  /** Creates the loop object of one visit, `distance` rows after the first row of the current run. */
  #createDebugVisit(distance: number): CallbackLoop<Rows, Run, Visitor> {
    const debugVisit = new CallbackLoop(this.#query);
    for (let k = 0; k < this.#tables.length; k++) {
      const own = this.#tableAt(k);
      const copy = debugVisit.#tableAt(k);
      own.move(distance);
      copy.first = own.first + distance;
      copy.bind();
    }
    debugVisit.$at = this.$at;
    debugVisit.$end = this.$at + 1;
    debugVisit.$entities = this.$entities;
    this.#debugVisit = debugVisit;
    return debugVisit;
  }

  $firstRow(position: number): number {
    return this.#tableAt(position).first;
  }

  get $isListed(): boolean {
    return this.#lists !== undefined;
  }

  $list(position: number): Uint32Array {
    const list = this.#lists?.[position];
    assert(list !== undefined, 'the segment has a list for each table');
    return list;
  }

  $step(position: number): number {
    return this.#tableAt(position).step;
  }

  $findOptional(position: number, entity: Entity): number {
    return this.#optional?.find(position, entity) ?? -1;
  }

  $stepTo(at: number, step: Step): Step {
    assert(this.#optional !== undefined, 'the query has optional tables');
    this.$at = at;
    const { first } = this.#tableAt(0);
    for (let k = 0; k < this.#tables.length; k++) {
      const table = this.#tableAt(k);
      table.moveTo(this.#lists === undefined ? table.first + at - first : (this.$list(k)[at] as number));
    }
    return this.#optional.step(this.$entities[this.#currentRow()] as Entity, step);
  }

  #tableAt(position: number): LoopTable {
    return this.#tables[position] as LoopTable;
  }

  #open(): void {
    const { match, isWriting } = this.#query;
    const source = this.#source;
    assert(!this.#isActive, 'a running loop cannot start again');
    source.assertUsable(isWriting);
    holdTables(source, match.involved);
    for (let k = 0; k < match.involved.length; k++) source.side.addVisit(match.involved[k] as TableReader);
    source.side.visits.begin(this);
    this.#isActive = true;
    this.#pending.start(match, match.found());
    this.#interruption.mode = MODE_RUNS;
    this.$at = 0;
    this.$end = 0;
    this.#bind();
  }

  close(): void {
    const { match } = this.#query;
    const { side } = this.#source;
    this.#isActive = false;
    for (let k = 0; k < this.#tables.length; k++) this.#tableAt(k).close();
    // The database keeps its loops. They must not keep its memory after it is closed.
    this.$entities = NO_ENTITIES;
    this.#lists = undefined;
    this.#optional?.end();
    side.visits.end(this);
    for (let k = 0; k < match.involved.length; k++) side.removeVisit(match.involved[k] as TableReader);
    side.store.release();
    this.#query.giveBack(this);
  }

  /** Moves to the next run. Returns false if no run is left. */
  #nextRun(): boolean {
    const isInterrupted = this.#interruption.mode !== MODE_RUNS;
    const count = isInterrupted ? this.#interruption.advance() : this.#pending.advance();
    if (count === 0) return false;
    if (isInterrupted) this.#bind();
    this.$at = this.#tableAt(0).first;
    this.$end = this.$at + count;
    return true;
  }

  #bind(): void {
    for (let k = 0; k < this.#tables.length; k++) this.#tableAt(k).bind();
    this.$entities = this.#tableAt(0).side.dense;
  }
}
