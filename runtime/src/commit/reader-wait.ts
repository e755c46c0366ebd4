/** The wait for readers in other threads, before the next group can write the side that they look at. */

import type { EcsDbError } from '../errors.js';
import type { Store } from '../table/index.js';
import type { OtherThreads } from './other-threads.js';

export class ReaderWait {
  /** True between `start` and the call of its callback. */
  isWaiting = false;
  readonly #store: Store;
  #threads: OtherThreads | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  share(threads: OtherThreads): void {
    this.#threads = threads;
  }

  /** Brings the working side up to date if no reader is left, or none within 0.05 ms. True if it can be written. */
  tryFinish(): boolean {
    return this.#store.catchUp() || this.#threads?.catchUpSoon() === true;
  }

  /** Calls `then` once the readers have left, or with the reason if they did not leave in time. */
  start(then: (failure: EcsDbError | undefined) => void): void {
    this.isWaiting = true;
    this.#threads?.whenCaughtUp((failure) => {
      this.isWaiting = false;
      then(failure);
    });
    if (this.isWaiting) this.#threads?.watchLanes(true);
  }

  /** Blocks until the readers have left. Returns the reason if they did not leave in time. */
  block(): EcsDbError | undefined {
    return this.tryFinish() ? undefined : this.#threads?.waitUntilCaughtUp();
  }
}
