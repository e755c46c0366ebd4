/**
 * A clock that advances only on request. So scenarios decide when syncs, seals and spares are due, and the same run
 * makes the same calls each time.
 */

import type { Clock, Timer } from '@ecsdb/runtime/testing';
import type { Runtime } from './runtime.js';

interface Due {
  readonly dueMs: number;
  readonly run: () => void;
}

export class VirtualClock implements Omit<Clock, 'wallClockMs'> {
  readonly #runtime: Pick<Runtime, 'replaceClock'>;
  #nowMs = 1000;
  #timers = new Map<Timer, Due>();

  constructor(runtime: Pick<Runtime, 'replaceClock'>) {
    this.#runtime = runtime;
  }

  /** Runs `body` while the runtime uses this clock. Immediates and promises are not affected. */
  async during<Result>(body: () => Promise<Result>): Promise<Result> {
    const restore = this.#runtime.replaceClock(this);
    try {
      return await body();
    } finally {
      restore();
      this.forget();
    }
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  setTimer(run: () => void, delayMs: number): Timer {
    const timer: Timer = {};
    this.#timers.set(timer, { dueMs: this.#nowMs + delayMs, run });
    return timer;
  }

  clearTimer(timer: Timer | undefined): void {
    if (timer !== undefined) this.#timers.delete(timer);
  }

  /** Advances the time, and runs the timers that are due, each at its time. */
  advance(milliseconds: number): void {
    const until = this.#nowMs + milliseconds;
    for (;;) {
      const [next] = [...this.#timers].sort(([, a], [, b]) => a.dueMs - b.dueMs);
      if (next === undefined || next[1].dueMs > until) break;
      const [timer, { dueMs, run }] = next;
      this.#timers.delete(timer);
      this.#nowMs = Math.max(this.#nowMs, dueMs);
      run();
    }
    this.#nowMs = until;
  }

  /** Advances the time to that of the timer that is due next, and runs only this one. */
  advanceToNext(): void {
    const [next] = [...this.#timers].sort(([, a], [, b]) => a.dueMs - b.dueMs);
    if (next === undefined) return;
    const [timer, { dueMs, run }] = next;
    this.#timers.delete(timer);
    this.#nowMs = Math.max(this.#nowMs, dueMs);
    run();
  }

  /** Removes all timers: the process that set them has ended. */
  forget(): void {
    this.#timers = new Map();
  }
}
