/** The owner's wait for readers of the side that it writes next: W2 to W5 of a pin (pin.ts). */

import { clearTimer, monotonicMs, setTimer } from '../../clock.js';
import { EcsDbError } from '../../errors.js';
import type { Store } from '../../table/index.js';
import type { Bell } from '../lane/index.js';
import type { Members } from './members.js';

/**
 * How long the owner busy-waits before it sleeps, in milliseconds. A single read takes 0.1 us, and many pins are
 * released after 20 us. Falling asleep and being woken takes as long as that.
 */
const SPIN_MS = 0.05;
/** How long the owner sleeps at most before it checks again, in milliseconds. */
const SLEEP_MS = 5;
/** After this many checks, about 0.1 s, the owner asks the operating system whether a thread has ended. */
const CHECKS = 20;

type Failure = EcsDbError | undefined;

export class ReaderWatch {
  readonly #store: Store;
  readonly #members: Members;
  readonly #bell: Bell;
  readonly #timeoutMs: number;
  readonly #serve: () => void;
  #checks = 0;

  /** ReaderWatch ring `bell`. `serve` is called from time to time while the thread is blocked. */
  constructor(store: Store, members: Members, bell: Bell, timeoutMs: number, serve: () => void) {
    this.#store = store;
    this.#members = members;
    this.#bell = bell;
    this.#timeoutMs = timeoutMs;
    this.#serve = serve;
  }

  /** True if the working side catches up before a thread could fall asleep and be woken. */
  catchUpSoon(): boolean {
    const until = monotonicMs() + SPIN_MS;
    do {
      if (this.#store.catchUp()) return true; // W2
    } while (monotonicMs() < until);
    return false;
  }

  /** Calls `then` once the working side has caught up, or with an error that names the thread which prevents it. */
  whenCaughtUp(then: (failure: Failure) => void): void {
    let isWaiting = true;
    const finish = (failure: Failure): void => {
      if (!isWaiting) return;
      isWaiting = false;
      clearTimer(timer);
      then(failure);
    };
    const timer = setTimer(() => finish(this.#timeoutError()), this.#timeoutMs);
    const check = (): void => {
      if (!isWaiting) return;
      if (this.#checkOnce()) finish(undefined);
      else this.#bell.whenRung(SLEEP_MS).then(check); // W5
    };
    check();
  }

  /** Blocks until the working side has caught up. Returns the error if it could not. */
  waitUntilCaughtUp(): Failure {
    const until = monotonicMs() + this.#timeoutMs;
    while (!this.#checkOnce()) {
      if (monotonicMs() > until) return this.#timeoutError();
      this.#serve();
      this.#bell.wait(SLEEP_MS); // W5
    }
    return undefined;
  }

  #checkOnce(): boolean {
    if (++this.#checks % CHECKS === 0) this.#members.releaseEnded();
    this.#bell.listen(); // W3
    if (!this.#store.catchUp()) return false; // W4
    this.#bell.stopListening();
    return true;
  }

  /** Checks once more, after releasing ended threads. Returns the error if the side is still pinned. */
  #timeoutError(): Failure {
    this.#members.releaseEnded();
    if (this.#store.catchUp()) return undefined;
    const thread = this.#members.reader(this.#store.memory.workingSide)?.thread ?? 0;
    return new EcsDbError(
      'TIMEOUT',
      `thread ${thread} has pinned an old version for more than ${this.#timeoutMs} ms, and the commit needs its ` +
        'memory. Nothing was committed. Pin versions for a shorter time, or share the database with a longer ' +
        `readerTimeoutMs. If the thread has ended, call releaseThread(${thread}).`,
      { thread, expected: `a version pinned for at most ${this.#timeoutMs} ms`, outcome: 'not-committed' },
    );
  }
}
