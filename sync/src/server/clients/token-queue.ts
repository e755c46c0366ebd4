/**
 * The new tokens of one client: one is recognised at a time, and of those that come meanwhile only the latest. So a
 * client cannot make the server call `authenticate` as often as it likes.
 */

import type { Clock } from '../../clock.js';

/** From the end of one call to the next, in milliseconds. */
const PAUSE_MS = 1000;

export interface TokenQueueOptions {
  readonly clock: Clock;
  /** How long `recognise` may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Never rejects. */
  recognise(token: string): Promise<void>;
  /** Called if that takes too long: later tokens would wait for it. */
  giveUp(): void;
}

export class TokenQueue {
  readonly #options: TokenQueueOptions;
  #waiting: string | undefined;
  #isBusy = false;

  constructor(options: TokenQueueOptions) {
    this.#options = options;
  }

  /** True if a later token waits: it decides. */
  get hasLater(): boolean {
    return this.#waiting !== undefined;
  }

  add(token: string): void {
    this.#waiting = token;
    if (!this.#isBusy) void this.#next(token);
  }

  async #next(token: string): Promise<void> {
    const { clock, timeoutMs, recognise, giveUp } = this.#options;
    this.#isBusy = true;
    this.#waiting = undefined;
    const cancelTimeout = clock.after(timeoutMs, giveUp, true);
    await recognise(token);
    cancelTimeout();
    const goOn = (): void => {
      this.#isBusy = false;
      if (this.#waiting !== undefined) void this.#next(this.#waiting);
    };
    clock.after(PAUSE_MS, goOn, true);
  }
}
