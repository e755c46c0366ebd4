/** Waiting at a bell without blocking the thread: awake for a moment, then asleep. */

import { HAS_QUICK_TURNS, monotonicMs, runNextTurn } from '../../clock.js';
import { Spin } from '../../spin.js';
import type { Bell } from './bell.js';

/**
 * How long the event loop keeps turning before the bell is waited for, in milliseconds. It turns without blocking, so whatever else happens
 * is served; what comes is noticed in microseconds, where waking a thread takes 20 to 60.
 */
const TURN_MS = 0.3;

export class Watch {
  readonly #bell: Bell;
  readonly #hasNews: () => boolean;
  readonly #look: () => void;
  #isWaiting = false;
  #isAsleep = false;
  #hasEnded = false;
  #since = 0;
  readonly #spin = new Spin();

  /** `look` is called when `hasNews`, right after the bell is listened to (B2), and when it has rung. */
  constructor(bell: Bell, hasNews: () => boolean, look: () => void) {
    this.#bell = bell;
    this.#hasNews = hasNews;
    this.#look = look;
  }

  /** True while the bell must be able to wake this thread. */
  get isAsleep(): boolean {
    return this.#isAsleep;
  }

  /** Begins to wait, unless it does already. */
  begin(): void {
    if (this.#isWaiting || this.#hasEnded) return;
    this.#isWaiting = true;
    this.#since = monotonicMs();
    if (HAS_QUICK_TURNS && this.#spin.begin()) runNextTurn(this.#turn);
    else this.#sleep();
  }

  /** Ends it for ever. A wait that nobody ends would keep everything that `look` needs from being collected. */
  end(): void {
    this.#hasEnded = true;
    this.#bell.ring();
  }

  readonly #turn = (): void => {
    if (this.#hasEnded) return;
    const inTime = monotonicMs() - this.#since < TURN_MS;
    const hasNews = this.#hasNews();
    if (!hasNews && inTime) {
      runNextTurn(this.#turn);
      return;
    }
    this.#spin.end(inTime);
    if (hasNews) this.#end();
    else this.#sleep();
  };

  #sleep(): void {
    this.#isAsleep = true;
    this.#bell.listen(); // B1
    this.#look(); // B2
    this.#bell.whenRung().then(this.#end); // B3
  }

  readonly #end = (): void => {
    this.#isWaiting = false;
    this.#isAsleep = false;
    if (!this.#hasEnded) this.#look();
  };
}
