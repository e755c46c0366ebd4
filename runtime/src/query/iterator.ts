/** `for..of` over a query. */

import type { Iteration, IterationPool, Step } from './iteration.js';
import type { QueryHost } from './query.js';

export class QueryIterator implements IterableIterator<Step> {
  readonly #host: QueryHost;
  readonly #pool: IterationPool;
  #iteration: Iteration | undefined;
  #isDone = false;

  constructor(host: QueryHost, pool: IterationPool) {
    this.#host = host;
    this.#pool = pool;
  }

  [Symbol.iterator](): this {
    return this;
  }

  /** Throws if the transaction or the pinned version has ended, or the database is closed. */
  next(): IteratorResult<Step> {
    if (this.#isDone) return { done: true, value: undefined };
    this.#host.assertOpen();
    this.#iteration ??= this.#pool.begin(this.#host);
    const value = this.#iteration.next();
    return value === undefined ? this.return() : { done: false, value };
  }

  return(value?: unknown): IteratorResult<Step> {
    this.#isDone = true;
    if (this.#iteration !== undefined) this.#pool.end(this.#iteration);
    this.#iteration = undefined;
    return { done: true, value };
  }

  throw(error?: unknown): never {
    this.return();
    throw error;
  }
}
