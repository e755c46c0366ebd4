/** When steps are sent: at multiples of a period, as long as there is something to send. */

import { type Clock, SYSTEM_CLOCK } from '../clock.js';

const PERIOD_MS = 1000 / 30;

export class StepClock {
  readonly #clock: Clock;
  readonly #step: () => void;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock = SYSTEM_CLOCK, step: () => void) {
    this.#clock = clock;
    this.#step = step;
  }

  nowMs(): number {
    return this.#clock.nowMs();
  }

  /** Sends a step at the next multiple of the period. */
  soon(): void {
    if (this.#cancel !== undefined) return;
    const now = this.#clock.nowMs();
    const next = (Math.floor(now / PERIOD_MS) + 1) * PERIOD_MS;
    this.#cancel = this.#clock.after(next - now, () => {
      this.#cancel = undefined;
      this.#step();
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
