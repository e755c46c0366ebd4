/** `for..of` over a loop: one iterator object, one array of rows used again for every step, no generator. */

import type { Row } from '../component/index.js';
import type { Entity } from '../entity/index.js';
import { EcsDbError } from '../errors.js';
import type { SharedLoop } from './shared-loop.js';

export class LoopIterator implements IterableIterator<(Row | Entity)[]> {
  #loop: SharedLoop;
  readonly #result: { done: boolean; value: (Row | Entity)[] } = { done: false, value: [] };
  #row = -1;
  #state: 'new' | 'running' | 'done' = 'new';
  /** The loop's `$ended` of this iteration. */
  #ended = 0;

  constructor(loop: SharedLoop) {
    this.#loop = loop;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<(Row | Entity)[]> {
    if (this.#state === 'done') return DONE;
    if (this.#state === 'new') {
      while (this.#loop.$active) this.#loop = this.#loop.$another();
      this.#loop.$open();
      this.#result.value = [...this.#loop.$rows];
      this.#ended = this.#loop.$ended;
      this.#state = 'running';
    }
    const loop = this.#loop;
    if (loop.$ended !== this.#ended) throw iteratorEnded();
    this.#row++;
    if (this.#row >= loop.$end) {
      if (!loop.$nextRun()) return this.return();
      this.#row = loop.$row;
    }
    loop.$moveRows(this.#row);
    this.#result.value[loop.$rows.length] = loop.$entities[this.#row] as Entity;
    return this.#result;
  }

  return(): IteratorResult<(Row | Entity)[]> {
    if (this.#state === 'running' && this.#loop.$ended === this.#ended) this.#loop.close();
    this.#state = 'done';
    return DONE;
  }
}

const DONE: IteratorResult<(Row | Entity)[]> = { done: true, value: undefined };

function iteratorEnded(): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    'an iterator was used after its transaction, or the access of its thread, had ended. ' +
      'Finish the loop inside the function given to write(), and before close().',
  );
}
