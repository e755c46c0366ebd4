/** Waiting at a bell without blocking the thread: it stays awake for a moment, then it sleeps. */

import { HAS_QUICK_TURNS, monotonicMs, runNextTurn } from '../../clock.js';
import { Spin } from '../../spin.js';
import type { Bell } from './bell.js';

/**
 * How long the event loop turns before the thread sleeps at the bell, in milliseconds. The loop turns without blocking,
 * so other events are served. A thread that is awake notices work within microseconds; waking a thread takes 20 to 60.
 */
const TURN_MS = 0.3;

export class Watch {
  readonly #bell: Bell;
  readonly #hasWork: () => boolean;
  readonly #serve: () => void;
  #isWaiting = false;
  #isAsleep = false;
  #hasEnded = false;
  #since = 0;
  readonly #spin = new Spin();

  /**
   * `serve` is called when `hasWork` returns true, after the thread starts to listen (B2), and when the bell has rung.
   * It may find no work.
   */
  constructor(bell: Bell, hasWork: () => boolean, serve: () => void) {
    this.#bell = bell;
    this.#hasWork = hasWork;
    this.#serve = serve;
  }

  /** True while the bell must be able to wake this thread. */
  get isAsleep(): boolean {
    return this.#isAsleep;
  }

  /** Starts to wait, unless it waits already. */
  begin(): void {
    if (this.#isWaiting || this.#hasEnded) return;
    this.#isWaiting = true;
    this.#since = monotonicMs();
    if (HAS_QUICK_TURNS && this.#spin.begin()) runNextTurn(this.#turn);
    else this.#sleep();
  }

  /**
   * Ends the watch. It cannot begin again. A wait that never ends would keep everything that `serve` references from
   * being collected.
   */
  end(): void {
    this.#hasEnded = true;
    this.#bell.ring();
  }

  readonly #turn = (): void => {
    if (this.#hasEnded) return;
    const isInTime = monotonicMs() - this.#since < TURN_MS;
    const hasWork = this.#hasWork();
    if (!hasWork && isInTime) {
      runNextTurn(this.#turn);
      return;
    }
    this.#spin.end(isInTime);
    if (hasWork) this.#wake();
    else this.#sleep();
  };

  #sleep(): void {
    this.#isAsleep = true;
    this.#bell.listen(); // B1
    this.#serve(); // B2
    this.#bell.whenRung().then(this.#wake); // B3
  }

  readonly #wake = (): void => {
    this.#isWaiting = false;
    this.#isAsleep = false;
    if (!this.#hasEnded) this.#serve();
  };
}
