/** How a loop visits the runs of a match. */

import { refusePromise, requireFunction } from '../arguments.js';
import { defineHidden, Inspectable, type Row } from '../component/index.js';
import { type Entity, NO_ENTITY } from '../entity/index.js';
import { assert } from '../errors.js';
import type { TableReader, Visit } from '../table/index.js';
import { Interruption, MODE_RUNS } from './interruption.js';
import { holdTables, type LoopSource, LoopTable } from './loop-source.js';
import type { Match } from './match.js';
import { PendingRuns } from './pending-runs.js';
import type { RunBase } from './run.js';
import { RunGuard } from './run-guard.js';

const NO_ENTITIES: Float64Array = /*@__PURE__*/ new Float64Array(0);

/**
 * A loop over the matches of a query. Generated loops and the shared loop extend it with `$walk`, which visits one run.
 *
 * A run is as long as rows are consecutive in all tables. Two events interrupt the loop: a row of the current entity is
 * inserted or deleted, or the published side that the loop reads is replaced. Then the loop ends the run and continues
 * as `Interruption` decides. So each match is visited exactly once. Without an interruption, this costs only a
 * comparison with `$end` per row.
 *
 * Hot: runs are visited through `Reflect.apply` with an argument list whose content V8 does not know. This costs 30 ns
 * per run, and prevents V8 from inlining `$walk` into `forEach`. There `$walk` shared the inlining budget with all that
 * opens and closes a loop. Depending on the order of events, its setters were then not inlined, and the same loop took
 * 17 us instead of 7.
 */
export abstract class QueryLoop<Visitor = never, Run extends RunBase = RunBase> extends Inspectable implements Visit {
  /** True while the loop runs. A second loop over the same query then needs another object. */
  declare $active: boolean;
  declare $below: Visit | undefined;
  /** First row of the current run in the first table. A loop that passes no rows keeps its position here. */
  declare $row: number;
  /** Where the current run ends; 0 after an interruption. */
  declare $end: number;
  /** The entity of each row of the first table. */
  declare $entities: Float64Array;

  declare protected readonly $source: LoopSource;
  declare protected readonly $match: Match;
  declare protected readonly $tables: readonly LoopTable[];
  readonly #pending: PendingRuns;
  readonly #interruption: Interruption;
  /** The visitor of a running `forEach`, as an argument list. */
  readonly #visitor: [Visitor | undefined] = [undefined];
  /** True while `runs` passes whole runs: then no entity is the current one. */
  #isPassingRuns = false;
  /** Loops over the same query that do not run, for use inside this one. */
  readonly #spares: this[] = [];
  /** Debug mode: the loop object whose rows the current visit uses. */
  #debugVisit: this | undefined;
  readonly #isWriting: boolean;

  constructor(source: LoopSource, match: Match, rows: readonly Row[], writable: readonly boolean[]) {
    super();
    // Array.from, so that V8 gives this array the same elements kind in all loops.
    const tables = Array.from(match.tables, (table, k) => {
      return new LoopTable(source.side, table, rows[k], writable[k] === true);
    });
    defineHidden(this, '$active', false);
    defineHidden(this, '$below', undefined);
    defineHidden(this, '$row', 0);
    defineHidden(this, '$end', 0);
    defineHidden(this, '$entities', NO_ENTITIES);
    defineHidden(this, '$source', source);
    defineHidden(this, '$match', match);
    defineHidden(this, '$tables', tables);
    this.#isWriting = writable.includes(true);
    this.#pending = new PendingRuns(this.$tables);
    this.#interruption = new Interruption(match, this.$tables, this.#pending);
  }

  override $plain(): unknown {
    return { tables: this.$match.tables.map((table) => table.name) };
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
    return row === undefined || this.#isPassingRuns ? this.$row : row.$offset / step;
  }

  involves(table: TableReader): boolean {
    return this.$match.involved.includes(table);
  }

  interrupt(table?: TableReader): void {
    if (this.#interruption.mode === MODE_RUNS) this.#beginInterruption(table);
    this.#endRun(table);
    if (this.#debugVisit !== undefined) this.#debugVisit.#endRun(table);
  }

  #beginInterruption(table: TableReader | undefined): void {
    const row = this.#currentRow();
    // Before the first run there is no current entity.
    if (this.$row < this.$end) this.#interruption.current = this.$entities[row] as Entity;
    this.#interruption.begin(table, row, this.$end);
  }

  /** Ends the current run. Closes the row of `table`, or all rows if it is undefined. */
  #endRun(table: TableReader | undefined): void {
    this.$end = 0;
    for (let k = 0; k < this.$tables.length; k++) {
      const loopTable = this.#tableAt(k);
      if (table === undefined || loopTable.table === table) loopTable.close();
    }
  }

  /** Calls `visit` once for each match, with the rows, then the entity. */
  forEach(visit: Visitor): void {
    requireFunction('forEach', visit);
    if (this.$active) {
      this.#useSpare((spare) => spare.forEach(visit));
      return;
    }
    this.$open();
    this.#visitor[0] = visit;
    try {
      if (this.$source.side.store.isDebug) this.#forEachDebug(visit);
      this.#visitRuns();
      while (this.$nextRun()) this.$walk(visit);
    } finally {
      this.#visitor[0] = undefined;
      this.close();
    }
  }

  /** Visits run after run until none is left or the loop is interrupted. */
  #visitRuns(): void {
    const pending = this.#pending;
    const interruption = this.#interruption;
    const first = this.#tableAt(0);
    const walk = this.$walk;
    const visitor = this.#visitor;
    while (interruption.mode === MODE_RUNS) {
      const count = pending.advance();
      if (count === 0) return;
      this.$row = first.first;
      this.$end = first.first + count;
      Reflect.apply(walk, this, visitor);
    }
  }

  /**
   * Calls `visit` once for each run of consecutive rows, for bulk maths over typed arrays. The callback cannot insert
   * or delete rows of the query's tables. The arrays are valid only until it returns.
   */
  runs(visit: (run: Run) => void): void {
    requireFunction('runs', visit);
    if (this.$active) {
      this.#useSpare((spare) => spare.runs(visit));
      return;
    }
    const run = this.$run;
    this.$open();
    this.#isPassingRuns = true;
    try {
      if (this.$source.side.store.isDebug) this.#runsDebug(visit);
      run.$isOpen = true;
      while (this.$nextRun()) {
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
    run.count = this.$end - this.$row;
    for (let k = 0; k < run.$tables.length; k++) {
      const { side, first } = this.#tableAt(k);
      run.$tables[k]?.$set(side.records, first, run.count);
    }
    // If the callback publishes a version, the loop continues after the run.
    this.$row = this.$end - 1;
  }

  /** Debug mode: each visit has rows that no other visit has, so a row that is kept after its visit always throws. */
  #forEachDebug(visit: Visitor): void {
    while (this.$nextRun()) {
      const first = this.$row;
      for (let row = first; row < this.$end; row++) {
        this.$row = row;
        const debugVisit = this.#createDebugVisit(row - first);
        try {
          debugVisit.$walk(visit);
        } finally {
          this.#debugVisit = undefined;
          debugVisit.#endRun(undefined);
        }
      }
    }
  }

  /** Debug mode: the same for runs. A guard also finds writes that the callback must not make. */
  #runsDebug(visit: (run: Run) => void): void {
    const guard = new RunGuard(this.$source, this.$tables);
    while (this.$nextRun()) {
      const { $run: run } = this.#createDebugVisit(0);
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
  #createDebugVisit(distance: number): this {
    const debugVisit = this.$create();
    for (let k = 0; k < this.$tables.length; k++) {
      const own = this.#tableAt(k);
      const copy = debugVisit.#tableAt(k);
      own.move(distance);
      copy.first = own.first + distance;
      copy.bind();
    }
    debugVisit.$row = this.$row;
    debugVisit.$end = this.$row + 1;
    debugVisit.$entities = this.$entities;
    this.#debugVisit = debugVisit;
    return debugVisit;
  }

  /** Calls `use` with another loop over the same query. The outermost loop keeps them all, so none has to search. */
  #useSpare(use: (spare: this) => void): void {
    const spare = this.#spares.pop() ?? this.$create();
    try {
      use(spare);
    } finally {
      this.#spares.push(spare);
    }
  }

  protected abstract $create(): this;

  /** Visits the current run from `$row` to before `$end`, which an interruption sets to 0. */
  protected abstract $walk(visit: Visitor): void;

  /** The argument of the callback of `runs`. */
  protected abstract readonly $run: Run;

  /** First row of the current run in the table at `position`. */
  $firstRow(position: number): number {
    return (this.$tables[position] as LoopTable).first;
  }

  #tableAt(position: number): LoopTable {
    return this.$tables[position] as LoopTable;
  }

  /** Returns how many entities match. */
  $matchCount(): number {
    const { $source: source, $match: match } = this;
    source.assertUsable(false);
    holdTables(source, match.involved);
    try {
      const { list, count } = match.runs();
      const { width } = match;
      let total = 0;
      for (let run = 0; run < count; run++) total += list[run * width + width - 1] as number;
      return total;
    } finally {
      source.side.store.release();
    }
  }

  $open(): void {
    const { $source: source, $match: match } = this;
    assert(!this.$active, 'a running loop cannot start again');
    source.assertUsable(this.#isWriting);
    holdTables(source, match.involved);
    for (const table of match.involved) source.side.addVisit(table);
    source.side.visits.begin(this);
    this.$active = true;
    const { list, count } = match.runs();
    this.#pending.start(list, count);
    this.#interruption.mode = MODE_RUNS;
    this.$row = 0;
    this.$end = 0;
    this.#bind();
  }

  close(): void {
    const { side } = this.$source;
    this.$active = false;
    for (let k = 0; k < this.$tables.length; k++) this.#tableAt(k).close();
    // The database keeps its loops. They must not keep its memory after it is closed.
    this.$entities = NO_ENTITIES;
    side.visits.end(this);
    for (const table of this.$match.involved) side.removeVisit(table);
    side.store.release();
  }

  /** Moves to the next run. Returns false if no run is left. */
  $nextRun(): boolean {
    const isInterrupted = this.#interruption.mode !== MODE_RUNS;
    const count = isInterrupted ? this.#interruption.advance() : this.#pending.advance();
    if (count === 0) return false;
    if (isInterrupted) this.#bind();
    this.$row = this.#tableAt(0).first;
    this.$end = this.$row + count;
    return true;
  }

  #bind(): void {
    for (let k = 0; k < this.$tables.length; k++) this.#tableAt(k).bind();
    this.$entities = this.#tableAt(0).side.dense;
  }
}
