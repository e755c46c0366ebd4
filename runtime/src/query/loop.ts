/** How a loop walks the runs of a match, and what happens to it when rows move under its feet. */

import { refusePromise, requireFunction } from '../arguments.js';
import { defineHidden, Inspectable, type Row } from '../component/index.js';
import { archetypeOf, type Entity, isAlive, NO_ENTITY } from '../entity/index.js';
import { assert } from '../errors.js';
import { rowOf, type TableReader, type Visit } from '../table/index.js';
import { LoopTable } from './loop-table.js';
import type { Match } from './match.js';
import { MODE_REMAINING, MODE_RESUME, MODE_RUNS, PendingRuns } from './pending-runs.js';
import { Rest } from './rest.js';
import type { RunBase } from './run.js';
import { RunGuard } from './run-guard.js';
import { holdTables, type LoopSource } from './source.js';

const NO_ENTITIES: Float64Array = /*@__PURE__*/ new Float64Array(0);

/**
 * A loop over the matches of a query; generated loops and the shared one extend it with `$walk`, the loop over one run.
 *
 * As long as nothing changes, a run is as long as rows are consecutive in all tables. When the current entity's rows
 * come or go, or the published side moves on, the loop is interrupted: it notes the entities that are still to come,
 * ends the run, and goes on with runs of one row, looked up one by one. So each match is visited once, whatever
 * happens, and the undisturbed loop pays nothing but the comparison with `$end`.
 *
 * Hot: undisturbed runs are walked through `Reflect.apply` with a list of arguments that the compiler cannot see into.
 * It costs 30 ns for each run, and keeps `$walk` from being inlined into `forEach`: there it shared the inlining budget
 * with all that opens and closes a loop, and depending on the order of events its setters were not inlined, which made
 * the same loop take 17 us instead of 7.
 */
export abstract class QueryLoop<Visitor = never, Run extends RunBase = RunBase> extends Inspectable implements Visit {
  /** True while the loop runs; a second one over the same query needs an object of its own. */
  declare $active: boolean;
  declare $below: Visit | undefined;
  /** Row of the first table at which the current run starts; a loop that passes no rows keeps its position here. */
  declare $row: number;
  /** Where the current run ends; 0 once it was interrupted. */
  declare $end: number;
  /** The entity of each row of the first table. */
  declare $entities: Float64Array;

  declare protected readonly $source: LoopSource;
  declare protected readonly $match: Match;
  declare protected readonly $tables: readonly LoopTable[];
  readonly #pending: PendingRuns;
  readonly #rest: Rest = new Rest();
  #resumeRow = 0;
  #resumeEnd = 0;
  /** The entity that was visited when the loop left its course. */
  #current: Entity = NO_ENTITY;
  /** The visitor of a running `forEach`, as a list of arguments. */
  readonly #visitor: [Visitor | undefined] = [undefined];
  /** True while runs are handed out whole: then no entity is the current one. */
  #wholeRuns = false;
  /** Loops over the same query that do not run, for use inside this one. */
  readonly #spares: this[] = [];
  /** Debug mode: the loop whose rows the current visit has. */
  #fresh: this | undefined;
  readonly #isWriting: boolean;

  constructor(source: LoopSource, match: Match, rows: readonly Row[], writable: readonly boolean[]) {
    super();
    // Array.from, because all loops together should see one kind of array here.
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
  }

  override $plain(): unknown {
    return { tables: this.$match.tables.map((table) => table.name) };
  }

  get entity(): Entity {
    if (this.#wholeRuns) return NO_ENTITY;
    return this.#pending.mode === MODE_RUNS ? (this.$entities[this.#position()] as Entity) : this.#current;
  }

  /**
   * Row of the first table that the loop stands on. Loops do not store it (that would cost them a fifth of their time):
   * it follows from where the first table's cursor stands.
   */
  #position(): number {
    const { row, step } = this.#at(0);
    return row === undefined || this.#wholeRuns ? this.$row : row.$offset / step;
  }

  involves(table: TableReader): boolean {
    return this.$match.involved.includes(table);
  }

  interrupt(table?: TableReader): void {
    if (this.#pending.mode === MODE_RUNS) this.#leaveCourse(table);
    this.#stop(table);
    if (this.#fresh !== undefined) this.#fresh.#stop(table);
  }

  /** Ends the current run, and closes the rows of `table`, or all. */
  #stop(table: TableReader | undefined): void {
    this.$end = 0;
    for (let k = 0; k < this.$tables.length; k++) {
      const one = this.#at(k);
      if (table === undefined || one.table === table) one.close();
    }
  }

  /** Calls `visit` once for each match: the rows, then the entity. */
  forEach(visit: Visitor): void {
    requireFunction('forEach', visit);
    if (this.$active) {
      this.#inSpare((spare) => spare.forEach(visit));
      return;
    }
    this.$open();
    this.#visitor[0] = visit;
    try {
      if (this.$source.side.store.isDebug) this.#walkFresh(visit);
      this.#walkRuns();
      while (this.$nextRun()) this.$walk(visit);
    } finally {
      this.#visitor[0] = undefined;
      this.close();
    }
  }

  /** Walks run after run until none is left or the loop is interrupted. */
  #walkRuns(): void {
    const pending = this.#pending;
    const first = this.#at(0);
    const walk = this.$walk;
    const visitor = this.#visitor;
    while (pending.mode === MODE_RUNS) {
      const count = pending.advance();
      if (count === 0) return;
      this.$row = first.first;
      this.$end = first.first + count;
      Reflect.apply(walk, this, visitor);
    }
  }

  /**
   * Calls `visit` once for each run of consecutive rows, for bulk maths over typed arrays. No row of the query's tables
   * may come or go meanwhile, and the arrays are valid inside the function only.
   */
  runs(visit: (run: Run) => void): void {
    requireFunction('runs', visit);
    if (this.$active) {
      this.#inSpare((spare) => spare.runs(visit));
      return;
    }
    const run = this.$run;
    this.$open();
    this.#wholeRuns = true;
    try {
      if (this.$source.side.store.isDebug) this.#passFresh(visit);
      run.$isOpen = true;
      while (this.$nextRun()) {
        run.count = this.$end - this.$row;
        for (let k = 0; k < run.$tables.length; k++) {
          run.$tables[k]?.$set(this.#at(k).side.records, this.#at(k).first, run.count);
        }
        // The whole run counts as visited, should the published side move on meanwhile.
        this.$row = this.$end - 1;
        const result: unknown = visit(run);
        if (result !== undefined) refusePromise('runs', result);
      }
    } finally {
      this.#wholeRuns = false;
      run.$end();
      this.close();
    }
  }

  /** Debug mode: each visit has rows that no other visit has, so that those that are kept throw for ever. */
  #walkFresh(visit: Visitor): void {
    while (this.$nextRun()) {
      const first = this.$row;
      for (let row = first; row < this.$end; row++) {
        this.$row = row;
        const fresh = this.#createFresh(row - first);
        try {
          fresh.$walk(visit);
        } finally {
          this.#fresh = undefined;
          fresh.#stop(undefined);
        }
      }
    }
  }

  /** Debug mode: the same for runs, whose callback is also watched for writes that it must not make. */
  #passFresh(visit: (run: Run) => void): void {
    const guard = new RunGuard(this.$source, this.$tables);
    while (this.$nextRun()) {
      const { $run: run } = this.#createFresh(0);
      run.$isOpen = true;
      run.count = this.$end - this.$row;
      for (const [k, table] of run.$tables.entries()) {
        table.$set(this.#at(k).side.records, this.#at(k).first, run.count);
      }
      this.$row = this.$end - 1;
      guard.pass(run.count, () => {
        try {
          refusePromise('runs', visit(run));
        } finally {
          run.$end();
        }
      });
    }
    this.#fresh = undefined;
    guard.end();
  }

  /** Another loop, for one visit, that stands `distance` rows after the first one of the current run. */
  #createFresh(distance: number): this {
    const fresh = this.$create();
    for (let k = 0; k < this.$tables.length; k++) {
      const own = this.#at(k);
      const one = fresh.#at(k);
      own.move(distance);
      one.first = own.first + distance;
      one.bind();
    }
    fresh.$row = this.$row;
    fresh.$end = this.$row + 1;
    fresh.$entities = this.$entities;
    this.#fresh = fresh;
    return fresh;
  }

  /**
   * Uses another loop over the same query. Those in use and not in use are kept here, so no loop looks through others.
   */
  #inSpare(use: (spare: this) => void): void {
    const spare = this.#spares.pop() ?? this.$create();
    try {
      use(spare);
    } finally {
      this.#spares.push(spare);
    }
  }

  protected abstract $create(): this;

  /** Walks the current run from `$row` to before `$end`, which an interruption sets to 0. */
  protected abstract $walk(visit: Visitor): void;

  /** What `runs` passes on. */
  protected abstract readonly $run: Run;

  /** First row of the current run in the table of the given position. */
  $firstRow(position: number): number {
    return (this.$tables[position] as LoopTable).first;
  }

  #at(position: number): LoopTable {
    return this.$tables[position] as LoopTable;
  }

  /** How many entities match now. */
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
    assert(!this.$active, 'a running loop is not started again');
    source.assertUsable(this.#isWriting);
    holdTables(source, match.involved);
    for (const table of match.involved) source.side.addVisit(table);
    source.side.visits.begin(this);
    this.$active = true;
    const { list, count } = match.runs();
    this.#pending.start(list, count);
    this.$row = 0;
    this.$end = 0;
    this.#bind();
  }

  close(): void {
    const { side } = this.$source;
    this.$active = false;
    for (let k = 0; k < this.$tables.length; k++) this.#at(k).close();
    // The database keeps its loops; they must not keep its memory once it is closed.
    this.$entities = NO_ENTITIES;
    side.visits.end(this);
    for (const table of this.$match.involved) side.removeVisit(table);
    side.store.release();
  }

  /** Goes to the next run; false when there is none. */
  $nextRun(): boolean {
    const pending = this.#pending;
    if (pending.mode === MODE_REMAINING) return this.#nextOfRest();
    if (pending.mode === MODE_RESUME) {
      pending.mode = MODE_RUNS;
      if (this.#resume()) return true;
    }
    const count = pending.advance();
    if (count > 0) this.#enter(count);
    return count > 0;
  }

  /** Stands before a run of `count` rows, whose first rows the tables know. */
  #enter(count: number): void {
    const { first } = this.#at(0);
    this.$row = first;
    this.$end = first + count;
  }

  #bind(): void {
    for (let k = 0; k < this.$tables.length; k++) this.#at(k).bind();
    this.$entities = this.#at(0).side.dense;
  }

  /** Called once when a row of the current entity is about to come or go: decides how the loop goes on. */
  #leaveCourse(table: TableReader | undefined): void {
    const started = this.$row < this.$end;
    const position = this.#position();
    if (started) this.#current = this.$entities[position] as Entity;
    if (table !== undefined && this.$match.involved.length === 1) {
      this.#pending.mode = MODE_RESUME;
      this.#resumeRow = position;
      this.#resumeEnd = this.$end - 1;
      return;
    }
    this.#pending.mode = MODE_REMAINING;
    const { dense } = this.#at(0).side;
    const rest = this.#rest;
    rest.clear();
    if (started) rest.note(dense, position + 1, this.$end);
    this.#pending.forEach((first, count) => {
      rest.note(dense, first, first + count);
    });
  }

  /** Goes on where the current row was, which now holds the row that was the last. */
  #resume(): boolean {
    if (this.#resumeRow >= this.#resumeEnd) return false;
    // One table, which a query may name several times.
    for (let k = 0; k < this.$tables.length; k++) this.#at(k).first = this.#resumeRow;
    this.#enter(this.#resumeEnd - this.#resumeRow);
    this.#bind();
    return true;
  }

  /** Goes to the next noted entity that still matches, as a run of one row. */
  #nextOfRest(): boolean {
    const { entities } = this.$source.side;
    for (let entity = this.#rest.take(); entity !== NO_ENTITY; entity = this.#rest.take()) {
      const index = entity >>> 0;
      if (!isAlive(entities, entity) || !this.$match.matches(archetypeOf(entities, index))) continue;
      for (let k = 0; k < this.$tables.length; k++) {
        const one = this.#at(k);
        one.first = rowOf(one.side, index);
        one.writable?.markRecord(one.first);
      }
      this.#bind();
      this.#current = entity;
      this.#enter(1);
      return true;
    }
    return false;
  }
}
