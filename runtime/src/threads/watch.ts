/** Waiting at a bell without blocking the thread: awake for a moment, then asleep. */

import type { Bell } from './bell.js';

/**
 * How long the event loop keeps turning before the bell is waited for, in milliseconds. It turns without blocking, so whatever else happens
 * is served; what comes is noticed in microseconds, where waking a thread takes 20 to 60. Where waits have been longer than that of late, it
 * does not turn at all.
 */
const TURN_MS = 0.3;
/** The share of the newest wait in the average. */
const NEWEST_SHARE = 0.1;
/** A longer wait counts as this one, so that one long pause is soon forgotten; in milliseconds. */
const WAIT_MAX_MS = 10 * TURN_MS;

export class Watch {
  readonly #bell: Bell;
  readonly #hasNews: () => boolean;
  readonly #look: () => void;
  #isWaiting = false;
  #isAsleep = false;
  #since = 0;
  /** How long waits have been of late, in milliseconds. */
  #usualMs = 0;

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
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    this.#since = performance.now();
    if (this.#usualMs < TURN_MS && typeof setImmediate === 'function') setImmediate(this.#turn);
    else this.#sleep();
  }

  readonly #turn = (): void => {
    if (this.#hasNews()) this.#end();
    else if (performance.now() - this.#since < TURN_MS) setImmediate(this.#turn);
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
    this.#usualMs += (Math.min(performance.now() - this.#since, WAIT_MAX_MS) - this.#usualMs) * NEWEST_SHARE;
    this.#look();
  };
}
