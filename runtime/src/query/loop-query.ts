/** One query over one side of a database: what its loops and iterations have in common, and those to use again. */

import type { Row } from '../component/index.js';
import type { TableReader } from '../table/index.js';
import { CallbackLoop, type Walk } from './callback-loop.js';
import { Iteration } from './iteration.js';
import { QueryIterator } from './iterator.js';
import { holdTables, type LoopSource } from './loop-source.js';
import type { Match } from './match.js';
import type { RunBase, RunSource } from './run.js';

/** What depends on the rows that a query passes. */
export interface Passed<Rows extends readonly Row[], Run extends RunBase, Visitor> {
  /** Creates a row for each table, in the order of the query: those of optional tables last. */
  createRows(): Rows;
  createRun(loop: RunSource): Run;
  readonly walk: Walk<Rows, Visitor>;
  /** Which of the rows can be written. */
  readonly writable: readonly boolean[];
  /** Tables whose rows are passed if the entity has them. Absent means none. */
  readonly optional?: readonly TableReader[];
  /** For each row its place among the arguments of the callback. Absent if the rows are in that order. */
  readonly places?: readonly number[];
}

/** The arguments of a callback. */
type Arguments<Visitor> = Visitor extends (...values: infer Values) => void ? Values : never;

/** A database, a pinned version or a transaction that a query is used with. */
export interface LoopHost {
  /** Throws if the transaction has ended or the database is closed. */
  assertOpen(): void;
}

/** A loop object whose caller steps through the matches. */
export interface Stepping {
  /** Moves to the next match by `LoopQuery.step`. Returns false at the end. */
  $advance(): boolean;
}

const NO_ROWS: Uint32Array = /*@__PURE__*/ new Uint32Array(0);
const NO_TABLES: readonly TableReader[] = [];

export class LoopQuery<Rows extends readonly Row[] = readonly Row[], Run extends RunBase = RunBase, Visitor = never> {
  readonly source: LoopSource;
  readonly match: Match;
  readonly passed: Passed<Rows, Run, Visitor>;
  readonly isWriting: boolean;
  readonly optional: readonly TableReader[];
  /** The list of rows of a loop that has not begun. */
  readonly noRows: Uint32Array = NO_ROWS;
  /** Stands for an iteration that has not begun, and for one that has ended: its rows are closed. */
  readonly idle: Iteration<Rows>;
  readonly ended: Iteration<Rows>;
  /** Loops and iterations that are not in use. */
  readonly #loops: CallbackLoop<Rows, Run, Visitor>[] = [];
  readonly #iterations: Iteration<Rows>[] = [];
  /** The argument of `advance`. */
  readonly #loop: Stepping[] = [];

  constructor(source: LoopSource, match: Match, passed: Passed<Rows, Run, Visitor>) {
    this.source = source;
    this.match = match;
    this.passed = passed;
    this.isWriting = passed.writable.includes(true);
    this.optional = passed.optional ?? NO_TABLES;
    this.idle = new Iteration(this);
    this.ended = new Iteration(this);
  }

  forEach(visit: Visitor): void {
    const loop = this.#loops.pop() ?? new CallbackLoop(this);
    loop.forEach(visit);
  }

  runs(visit: (run: Run) => void): void {
    const loop = this.#loops.pop() ?? new CallbackLoop(this);
    loop.runs(visit);
  }

  /** An iterator over the matches, whose steps are the arguments of a callback. */
  iterate(host: LoopHost): IterableIterator<Arguments<Visitor>> {
    const iterator: IterableIterator<unknown> = new QueryIterator(this, host);
    // A step has the same rows as a call of the visitor.
    return iterator as IterableIterator<Arguments<Visitor>>;
  }

  /** What `copy` returns for the first match; `undefined` if there is none. */
  first<Copy>(host: LoopHost, copy: (step: Arguments<Visitor>) => Copy): Copy | undefined {
    for (const step of this.iterate(host)) return copy(step);
    return undefined;
  }

  /** What `copy` returns for each match. */
  toArray<Copy>(host: LoopHost, copy: (step: Arguments<Visitor>) => Copy): Copy[] {
    return Array.from(this.iterate(host), copy);
  }

  /** Returns how many entities match. */
  count(): number {
    const { source, match } = this;
    source.assertUsable(false);
    holdTables(source, match.involved);
    try {
      return match.found().total;
    } finally {
      source.side.store.release();
    }
  }

  /**
   * Calls `$advance` of a loop.
   *
   * Hot: called once or twice for each loop, through `Reflect.apply` with an argument list whose content V8 does not
   * know, so that V8 does not inline it into the place where `next()` is used. There it used up the inlining budget, so
   * that setters were calls: a row took 5 to 15 ns instead of 3. `next()` compares the result with `true`, because V8
   * knows nothing about what `Reflect.apply` returns: a step takes a tenth less.
   */
  advance(loop: Stepping): boolean {
    this.#loop[0] = loop;
    return Reflect.apply(advance, undefined, this.#loop);
  }

  /** Begins `iteration` if it is `idle`, and moves it from the match at `at` to the next one, or returns `ended`. */
  step(iteration: Iteration<Rows>, at: number, host: LoopHost): Iteration<Rows> {
    if (iteration === this.ended) return iteration;
    host.assertOpen();
    const moved = iteration === this.idle ? this.#begin(host) : iteration;
    if (moved.advance(at)) return moved;
    this.end(moved);
    return this.ended;
  }

  /** Ends an iteration that has begun. */
  end(iteration: Iteration<Rows>): void {
    iteration.end();
    if (!this.source.side.store.isDebug) this.#iterations.push(iteration);
  }

  /** Takes a loop that has ended. */
  giveBack(loop: CallbackLoop<Rows, Run, Visitor>): void {
    this.#loops.push(loop);
  }

  #begin(host: LoopHost): Iteration<Rows> {
    const iteration = this.#iterations.pop() ?? new Iteration(this);
    iteration.host = host;
    return iteration;
  }
}

function advance(loop: Stepping): boolean {
  return loop.$advance();
}
