/** `for..of` over a query. */

import type { Row } from '../component/index.js';
import type { Entity } from '../entity/index.js';
import type { Iteration } from './iteration.js';
import type { LoopHost } from './loop-query.js';
import type { AdHocQuery } from './queries.js';

/** The value of one step: the rows, then the entity. */
export type Step = (Row | Entity)[];

export class QueryIterator implements IterableIterator<Step> {
  readonly #query: AdHocQuery;
  readonly #host: LoopHost;
  #iteration: Iteration;
  #at = -1;

  constructor(query: AdHocQuery, host: LoopHost) {
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
  const { rows } = iteration;
  const entity = iteration.$entityAt(at);
  // Array literals are faster than a spread.
  if (rows.length === 1) return [rows[0] as Row, entity];
  if (rows.length === 2) return [rows[0] as Row, rows[1] as Row, entity];
  return [...rows, entity];
}
