/**
 * Timers and clocks as they were when this module was loaded. Test frameworks replace the global ones while a database is open; with those, commits
 * would wait until the test moves the clock. The linter allows the global ones here alone.
 */

/** What `setTimer` returns. */
export interface Timer {
  /** In Node: lets the process end before the timer is due. */
  unref?(): unknown;
}

/** What a simulation replaces, so that time passes when it says so. */
export interface Clock {
  monotonicMs(): number;
  wallClockMs(): number;
  setTimer(run: () => void, delayMs: number): Timer;
  clearTimer(timer: Timer | undefined): void;
}

const SystemDate: DateConstructor = Date;
const immediate: typeof setImmediate | undefined = globalThis.setImmediate;
const timeout: typeof setTimeout = globalThis.setTimeout;

const systemMs: () => number = performance.now.bind(performance);
/** Milliseconds by a clock that never goes back. */
export let monotonicMs: () => number = systemMs;
/** Milliseconds since 1970. */
export let wallClockMs: () => number = Date.now;
export let setTimer: Clock['setTimer'] = timeout;
// A timer is what `setTimer` has returned, so the system knows it.
export let clearTimer: Clock['clearTimer'] = globalThis.clearTimeout as (timer: unknown) => void;

export const setRepeatingTimer: typeof setInterval = globalThis.setInterval;
export const clearRepeatingTimer: typeof clearInterval = globalThis.clearInterval;
export const runMicrotask: typeof queueMicrotask = globalThis.queueMicrotask;

/**
 * Blocks this thread while a shared word holds `value`, for `timeoutMs` at most; false when that time has passed. A thread that may not sleep looks at
 * the word all the time instead: the main thread of a page, where `Atomics.wait` throws.
 */
export function blockWhile(words: Int32Array, at: number, value: number, timeoutMs: number): boolean {
  try {
    return Atomics.wait(words, at, value, timeoutMs) !== 'timed-out';
  } catch {
    const until = systemMs() + timeoutMs;
    while (Atomics.load(words, at) === value) if (systemMs() >= until) return false;
    return true;
  }
}

/** False where a turn of the event loop takes milliseconds, as in browsers. */
export const HAS_QUICK_TURNS: boolean = typeof immediate === 'function';

/** Calls `run` after the event loop has served timers and sockets once. */
export const runNextTurn: (run: () => void) => void = immediate ?? ((run) => void timeout(run));

/** The current time as in `2025-01-31T12:00:00.000Z`. */
export function isoTime(): string {
  return new SystemDate(wallClockMs()).toISOString();
}

/** Milliseconds since 1970 for what `isoTime` has returned; `NaN` for other texts. */
export const parseIsoTime: (text: string) => number = Date.parse;

/** For simulations: all databases of this thread go by what `clock` has until the function that this returns is called. */
export function replaceClock(clock: Partial<Clock>): () => void {
  const previous = [monotonicMs, wallClockMs, setTimer, clearTimer] as const;
  monotonicMs = clock.monotonicMs?.bind(clock) ?? monotonicMs;
  wallClockMs = clock.wallClockMs?.bind(clock) ?? wallClockMs;
  setTimer = clock.setTimer?.bind(clock) ?? setTimer;
  clearTimer = clock.clearTimer?.bind(clock) ?? clearTimer;
  return () => {
    [monotonicMs, wallClockMs, setTimer, clearTimer] = previous;
  };
}
