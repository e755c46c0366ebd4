/** The owner's wait for readers that look at the side which it needs next: W2 to W5 of a pin. */

import { clearTimer, monotonicMs, setTimer } from '../../clock.js';
import { EcsDbError } from '../../errors.js';
import type { Store } from '../../table/index.js';
import type { Bell } from '../lane/index.js';
import type { Members } from './members.js';

/**
 * How long it looks again and again before it sleeps, in milliseconds. A single read is over in 0.1 us and many a pinned version in 20 us; to fall
 * asleep and to be woken takes as long as that.
 */
const SPIN_MS = 0.05;
/** How long it sleeps at most before it looks again, in milliseconds. */
const SLEEP_MS = 5;
/** After so many looks, 0.1 s or so, it asks the system whether the thread has ended. */
const LOOKS = 20;

type Outcome = EcsDbError | undefined;

export class Readers {
  readonly #store: Store;
  readonly #members: Members;
  readonly #bell: Bell;
  readonly #timeoutMs: number;
  readonly #serve: () => void;
  #looks = 0;

  /** Readers ring `bell`. `serve` is called now and then while the thread is blocked. */
  constructor(store: Store, members: Members, bell: Bell, timeoutMs: number, serve: () => void) {
    this.#store = store;
    this.#members = members;
    this.#bell = bell;
    this.#timeoutMs = timeoutMs;
    this.#serve = serve;
  }

  /** True when they leave, and the working side catches up, before a thread could sleep and be woken. */
  leaveSoon(): boolean {
    const until = monotonicMs() + SPIN_MS;
    do {
      if (this.#store.catchUp()) return true; // W2
    } while (monotonicMs() < until);
    return false;
  }

  /** Calls `then` once they have left and the working side has caught up, or with whose fault it is that it could not. */
  whenGone(then: (failure: Outcome) => void): void {
    let isWaiting = true;
    const finish = (failure: Outcome): void => {
      if (!isWaiting) return;
      isWaiting = false;
      clearTimer(timer);
      then(failure);
    };
    const timer = setTimer(() => finish(this.#tooLong()), this.#timeoutMs);
    const look = (): void => {
      if (!isWaiting) return;
      if (this.#lookOnceMore()) finish(undefined);
      else this.#bell.whenRung(SLEEP_MS).then(look); // W5
    };
    look();
  }

  /** The same, blocking. */
  waitUntilGone(): Outcome {
    const until = monotonicMs() + this.#timeoutMs;
    while (!this.#lookOnceMore()) {
      if (monotonicMs() > until) return this.#tooLong();
      this.#serve();
      this.#bell.wait(SLEEP_MS); // W5
    }
    return undefined;
  }

  #lookOnceMore(): boolean {
    if (++this.#looks % LOOKS === 0) this.#members.releaseEnded();
    this.#bell.listen(); // W3
    if (!this.#store.catchUp()) return false; // W4
    this.#bell.stopListening();
    return true;
  }

  /** The error, unless they have left at the last moment or their threads are gone. */
  #tooLong(): Outcome {
    this.#members.releaseEnded();
    if (this.#store.catchUp()) return undefined;
    const thread = this.#members.reader(this.#store.memory.workingSide)?.thread ?? 0;
    return new EcsDbError(
      'TIMEOUT',
      `thread ${thread} has been looking at an old version for more than ${this.#timeoutMs} ms, and the commit needs the memory that it ` +
        'looks at. Nothing was committed. Hold pinned versions for a shorter time, or share the database with a longer readerTimeoutMs. If the ' +
        `thread has ended, call releaseThread(${thread}).`,
      { thread, expected: `a pinned version held for at most ${this.#timeoutMs} ms`, outcome: 'not-committed' },
    );
  }
}
