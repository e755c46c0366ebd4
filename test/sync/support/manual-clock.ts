/** A clock that a test moves. */

import type { Clock } from '@ecsdb/sync/server';

interface Timer {
  readonly at: number;
  readonly call: () => void;
}

export class ManualClock implements Clock {
  #now = 1_000_000;
  /** Never 0, so that the two times cannot be mixed up. */
  #aheadMs = 1_700_000_000_000;
  readonly #timers: Set<Timer> = new Set();
  /** How many calls have been made. */
  calls = 0;

  nowMs(): number {
    return this.#now + this.#aheadMs;
  }

  steadyMs(): number {
    return this.#now;
  }

  /** As an administrator or the network does. */
  set(byMs: number): void {
    this.#aheadMs += byMs;
  }

  after(ms: number, call: () => void): () => void {
    const timer = { at: this.#now + ms, call };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Calls what is due next, and nothing else. */
  next(): void {
    const [next] = [...this.#timers].sort((a, b) => a.at - b.at);
    if (next === undefined) return;
    this.#timers.delete(next);
    this.#now = Math.max(this.#now, next.at);
    this.calls++;
    next.call();
  }

  /** Calls what is due, in order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      this.calls++;
      next.call();
    }
    this.#now = end;
  }
}
