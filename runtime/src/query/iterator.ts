/** `for..of` over a query. */

import type { Row } from '../component/index.js';
import type { Iteration } from './iteration.js';
import type { LoopHost } from './loop-query.js';
import type { Step } from './optional-rows.js';

/** What the iterator needs of its query. */
export interface SteppedQuery<Rows extends readonly Row[]> {
  readonly idle: Iteration<Rows>;
  readonly ended: Iteration<Rows>;
  step(iteration: Iteration<Rows>, at: number, host: LoopHost): Iteration<Rows>;
  end(iteration: Iteration<Rows>): void;
}

export class QueryIterator<Rows extends readonly Row[]> implements IterableIterator<Step> {
  readonly #query: SteppedQuery<Rows>;
  readonly #host: LoopHost;
  #iteration: Iteration<Rows>;
  #at = -1;

  constructor(query: SteppedQuery<Rows>, host: LoopHost) {
    this.#query = query;
    this.#host = host;
    this.#iteration = query.idle;
  }

  [Symbol.iterator](): this {
    return this;
  }

  /** Throws if the transaction or the pinned version has ended, or the database is closed. */
  next(): IteratorResult<Step> {
    const at = this.#at + 1;
    const iteration = this.#iteration;
    if (at >= iteration.$end) return this.#advance();
    this.#at = at;
    iteration.$move(at);
    return { done: false, value: step(iteration, at) };
  }

  return(value?: unknown): IteratorResult<Step> {
    const iteration = this.#iteration;
    const { idle, ended } = this.#query;
    this.#iteration = ended;
    if (iteration !== idle && iteration !== ended) this.#query.end(iteration);
    return { done: true, value };
  }

  throw(error?: unknown): never {
    this.return();
    throw error;
  }

  #advance(): IteratorResult<Step> {
    const iteration = this.#query.step(this.#iteration, this.#at, this.#host);
    this.#iteration = iteration;
    if (iteration === this.#query.ended) return { done: true, value: undefined };
    this.#at = iteration.$at;
    return { done: false, value: step(iteration, iteration.$at) };
  }
}

function step(iteration: Iteration, at: number): Step {
  const { rows, $optional } = iteration;
  const entity = iteration.$entityAt(at);
  if ($optional !== undefined) return $optional.step(entity);
  // Array literals are faster than a spread.
  if (rows.length === 1) return [rows[0] as Row, entity];
  if (rows.length === 2) return [rows[0] as Row, rows[1] as Row, entity];
  return [...rows, entity];
}
