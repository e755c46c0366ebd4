/**
 * The new tokens of one client: one is recognised at a time, and of those that come meanwhile only the latest. So a
 * client cannot make the server call `authenticate` as often as it likes.
 */

import type { Clock } from '../../clock.js';

/** From the end of one call to the next, in milliseconds. */
const PAUSE_MS = 1000;

export class TokenQueue {
  readonly #clock: Clock;
  readonly #recognise: (token: string) => Promise<void>;
  #waiting: string | undefined;
  #isBusy = false;

  /** `recognise` never rejects. */
  constructor(clock: Clock, recognise: (token: string) => Promise<void>) {
    this.#clock = clock;
    this.#recognise = recognise;
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
    this.#isBusy = true;
    this.#waiting = undefined;
    await this.#recognise(token);
    this.#clock.after(
      PAUSE_MS,
      () => {
        this.#isBusy = false;
        if (this.#waiting !== undefined) void this.#next(this.#waiting);
      },
      true,
    );
  }
}
