/** `for..of` over a query. */

import type { QueryHost } from './query.js';
import type { Step, Walk, Walks } from './walk.js';

export class QueryIterator implements IterableIterator<Step> {
  readonly #host: QueryHost;
  readonly #walks: Walks;
  #walk: Walk | undefined;
  #isDone = false;

  constructor(host: QueryHost, walks: Walks) {
    this.#host = host;
    this.#walks = walks;
  }

  [Symbol.iterator](): this {
    return this;
  }

  /** Throws when the transaction, the pinned version or the access to the database has ended. */
  next(): IteratorResult<Step> {
    if (this.#isDone) return { done: true, value: undefined };
    this.#host.assertOpen();
    this.#walk ??= this.#walks.begin(this.#host);
    const value = this.#walk.next();
    return value === undefined ? this.return() : { done: false, value };
  }

  return(value?: unknown): IteratorResult<Step> {
    this.#isDone = true;
    if (this.#walk !== undefined) this.#walks.end(this.#walk);
    this.#walk = undefined;
    return { done: true, value };
  }

  throw(error?: unknown): never {
    this.return();
    throw error;
  }
}
