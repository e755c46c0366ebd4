/** When listeners of watches are called: in a microtask, once for all that happened by then. */

import { runMicrotask, runNextTurn } from '../clock.js';
import { callListener, type OnError } from '../listener.js';
import type { AnyWatch } from './watch.js';

/**
 * Deliveries, each caused by a listener of the one before, until the event loop turns once. So a listener that changes
 * what it watches does not keep timers and sockets waiting.
 */
const CHAIN_MAX = 100;

export class Delivery {
  readonly #update: () => void;
  readonly #onError: OnError;
  #due: AnyWatch[] = [];
  #isScheduled = false;
  #isDelivering = false;
  #isEnded = false;
  /** Deliveries so far that were caused by the one before. */
  #chain = 0;

  /** `update` adds the watches that get something. */
  constructor(update: () => void, onError: OnError) {
    this.#update = update;
    this.#onError = onError;
  }

  /** The watch gets something in the next delivery. */
  readonly add = (watch: AnyWatch): void => {
    if (watch.isDue) return;
    watch.isDue = true;
    this.#due.push(watch);
  };

  soon(): void {
    if (this.#isScheduled || this.#isEnded) return;
    this.#isScheduled = true;
    this.#chain = this.#isDelivering ? (this.#chain + 1) % CHAIN_MAX : 0;
    if (this.#isDelivering && this.#chain === 0) runNextTurn(this.#run);
    else runMicrotask(this.#run);
  }

  /** Calls the listeners of all watches that get something, in the order in which they were added. */
  now(): void {
    this.#isScheduled = false;
    if (this.#isEnded || this.#isDelivering) return;
    this.#update();
    const due = this.#due.sort((a, b) => a.order - b.order);
    this.#due = [];
    this.#isDelivering = true;
    for (const watch of due) {
      const call = watch.isStopped ? undefined : watch.take();
      if (call !== undefined) callListener(call, this.#onError);
    }
    this.#isDelivering = false;
  }

  /** Delivers for the last time. */
  end(): void {
    this.#run();
    this.#isEnded = true;
  }

  /** As `now`, where no caller could catch an error: after a failure of the log, the database cannot be read. */
  readonly #run = (): void => callListener(() => this.now(), this.#onError);
}
