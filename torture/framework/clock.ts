/**
 * Time that passes only when told to: syncs that are due, seals and spares come when a scenario wants them, and the same
 * run makes the same calls each time.
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

  /** Runs `body` while the runtime goes by this clock. Immediates and promises go on as ever. */
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

  /** Lets time pass, and runs what is due meanwhile, each thing at its time. */
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

  /** Takes all timers away: those of a process that is gone. */
  forget(): void {
    this.#timers = new Map();
  }
}
