/**
 * Time that passes only when told to: syncs that are due, seals and spares come when a scenario wants them, and the same
 * run makes the same calls each time.
 */

interface Timer {
  readonly dueMs: number;
  readonly run: () => void;
}

/** The part of a timer's handle that the runtime uses. */
class Handle {
  unref(): this {
    return this;
  }
}

export class VirtualClock {
  #nowMs = 1000;
  #timers = new Map<Handle, Timer>();

  /** Runs `body` with this clock in the place of the machine's. Immediates and promises go on as ever. */
  async during<Result>(body: () => Promise<Result>): Promise<Result> {
    const { setTimeout: set, clearTimeout: clear } = globalThis;
    const now = Object.getOwnPropertyDescriptor(performance, 'now');
    const replaced = {
      setTimeout: (run: () => void, delayMs = 0): Handle => this.#set(run, delayMs),
      clearTimeout: (handle: Handle): void => void this.#timers.delete(handle),
    };
    Object.assign(globalThis, replaced);
    Object.defineProperty(performance, 'now', { value: () => this.#nowMs, configurable: true });
    try {
      return await body();
    } finally {
      Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
      // That of another clock, inside whose time this one ran, or else what is left: the prototype's.
      if (now !== undefined) Object.defineProperty(performance, 'now', now);
      else Reflect.deleteProperty(performance, 'now');
      this.forget();
    }
  }

  /** Lets time pass, and runs what is due meanwhile, each thing at its time. */
  advance(milliseconds: number): void {
    const until = this.#nowMs + milliseconds;
    for (;;) {
      const [next] = [...this.#timers].sort(([, a], [, b]) => a.dueMs - b.dueMs);
      if (next === undefined || next[1].dueMs > until) break;
      const [handle, timer] = next;
      this.#timers.delete(handle);
      this.#nowMs = Math.max(this.#nowMs, timer.dueMs);
      timer.run();
    }
    this.#nowMs = until;
  }

  /** Takes all timers away: those of a process that is gone. */
  forget(): void {
    this.#timers = new Map();
  }

  #set(run: () => void, delayMs: number): Handle {
    const handle = new Handle();
    this.#timers.set(handle, { dueMs: this.#nowMs + delayMs, run });
    return handle;
  }
}
