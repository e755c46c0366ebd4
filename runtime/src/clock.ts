/**
 * Timers and clocks, captured when this module is loaded. Test frameworks replace the global ones while a database is
 * open. With the replaced ones, commits would wait until the test moves the clock. So the linter allows the global ones
 * in this file only.
 */

/** What `setTimer` returns. */
export interface Timer {
  /** Only in Node: lets the process end before the timer fires. */
  unref?(): unknown;
}

/** What a simulation replaces, so that it decides when time passes. */
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
/** Milliseconds of a clock that never goes back. */
export let monotonicMs: () => number = systemMs;
/** Milliseconds since the Unix epoch. */
export let wallClockMs: () => number = Date.now;
export let setTimer: Clock['setTimer'] = timeout;
// A `Timer` is always a value that `setTimer` returned, so the platform accepts it.
export let clearTimer: Clock['clearTimer'] = globalThis.clearTimeout as (timer: unknown) => void;

export const setRepeatingTimer: typeof setInterval = globalThis.setInterval;
export const clearRepeatingTimer: typeof clearInterval = globalThis.clearInterval;
export const runMicrotask: typeof queueMicrotask = globalThis.queueMicrotask;

/**
 * Blocks this thread while a shared word holds `value`, for at most `timeoutMs`. Returns false after a timeout. On the
 * main thread of a page, `Atomics.wait` throws; there it busy-waits instead.
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

/** False if a turn of the event loop takes milliseconds, as in browsers. */
export const HAS_QUICK_TURNS: boolean = typeof immediate === 'function';

/** Calls `run` after the event loop has served timers and sockets once. */
export const runNextTurn: (run: () => void) => void = immediate ?? ((run) => void timeout(run));

/** The current time in the form `2025-01-31T12:00:00.000Z`. */
export function isoTime(): string {
  return new SystemDate(wallClockMs()).toISOString();
}

/** Milliseconds since the Unix epoch for a text that `isoTime` returned; `NaN` for other texts. */
export const parseIsoTime: (text: string) => number = Date.parse;

/** For simulations: all databases of this thread use `clock` until the caller calls the returned function. */
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
