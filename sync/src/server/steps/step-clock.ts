/** When steps are sent: each rate has its multiples of one clock, so that clients of the same rate share steps. */

import type { Clock } from '../../clock.js';

/** Of the clients with the same number of steps in a second. */
interface Rate {
  readonly hz: number;
  clients: number;
  /** When the next step is sent; infinite if nothing has to be sent. */
  dueAt: number;
  /** What it is due for can wait. */
  isLater: boolean;
}

/** Multiples of different periods that are the same moment differ by less, in milliseconds. */
const ROUNDING_MS = 0.01;

const NEVER = Number.POSITIVE_INFINITY;

/** Before clients that wait for their budget, or for checks, are looked at again. */
const WAITING_MS = 20;

export class StepClock {
  readonly #clock: Clock;
  readonly #step: (isDue: (hz: number) => boolean) => void;
  readonly #rates: Map<number, Rate> = new Map();
  /** Of the timer. */
  #target: number = NEVER;
  #cancel: (() => void) | undefined;

  /** `step` sends a step to clients of the rates that are due. */
  constructor(clock: Clock, step: (isDue: (hz: number) => boolean) => void) {
    this.#clock = clock;
    this.#step = step;
  }

  /** A client with this rate exists from now on. */
  join(hz: number): void {
    const rate = this.#rates.get(hz);
    if (rate === undefined) this.#rates.set(hz, { hz, clients: 1, dueAt: NEVER, isLater: false });
    else rate.clients++;
  }

  leave(hz: number): void {
    const rate = this.#rates.get(hz);
    if (rate !== undefined && --rate.clients === 0) this.#rates.delete(hz);
  }

  /** Clients of all rates get a step when it is due. */
  soonAll(): void {
    for (const rate of this.#rates.values()) this.#request(rate);
  }

  /** Clients of this rate get a step when it is due. */
  soon(hz: number): void {
    const rate = this.#rates.get(hz);
    if (rate !== undefined) this.#request(rate);
  }

  /** The same, but not at once: something must wait, and clients may ask for any rate. */
  later(hz: number): void {
    const rate = this.#rates.get(hz);
    if (rate !== undefined) this.#request(rate, WAITING_MS);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#rates.clear();
  }

  /** Hot: called for each commit. */
  #request(rate: Rate, waitMs: number = 0): void {
    const isLater = waitMs > 0;
    if (rate.dueAt !== NEVER && (isLater || !rate.isLater)) return;
    const now = this.#clock.steadyMs();
    rate.dueAt = Math.min(rate.dueAt, dueAfter(rate.hz, now, waitMs));
    rate.isLater = isLater;
    // After all commits of the same publication.
    if (rate.hz === 0 && !isLater) queueMicrotask(() => this.#run(now));
    else this.#schedule(now);
  }

  #schedule(now: number): void {
    let next = NEVER;
    for (const { hz, dueAt, isLater } of this.#rates.values()) {
      if ((hz !== 0 || isLater) && dueAt < next) next = dueAt;
    }
    if (next === this.#target && this.#cancel !== undefined) return;
    this.#cancel?.();
    this.#cancel = undefined;
    this.#target = next;
    if (next === NEVER) return;
    this.#cancel = this.#clock.after(Math.max(0, next - now), () => {
      this.#cancel = undefined;
      // Timers can fire a little early.
      this.#run(Math.max(next, this.#clock.steadyMs()));
    });
  }

  #run(now: number): void {
    const due = new Set<number>();
    for (const rate of this.#rates.values()) {
      if (rate.dueAt > now + ROUNDING_MS) continue;
      rate.dueAt = NEVER;
      due.add(rate.hz);
    }
    if (due.size > 0) this.#step((hz) => due.has(hz));
    this.#schedule(now);
  }
}

function dueAfter(hz: number, now: number, waitMs: number): number {
  if (hz === 0) return now + waitMs;
  const period = 1000 / hz;
  return (Math.floor((now + waitMs) / period + ROUNDING_MS) + 1) * period;
}
