/**
 * Timers and clocks as they were when this module was loaded. Test frameworks replace the global ones while a database is open; with those, commits
 * would wait until the test moves the clock. The linter allows the global ones here alone.
 */

const SystemDate: DateConstructor = Date;
const immediate: typeof setImmediate | undefined = globalThis.setImmediate;
const timeout: typeof setTimeout = globalThis.setTimeout;

export const setTimer: typeof setTimeout = timeout;
export const clearTimer: typeof clearTimeout = globalThis.clearTimeout;
export const setRepeatingTimer: typeof setInterval = globalThis.setInterval;
export const clearRepeatingTimer: typeof clearInterval = globalThis.clearInterval;
export const runMicrotask: typeof queueMicrotask = globalThis.queueMicrotask;

/** False where a turn of the event loop takes milliseconds, as in browsers. */
export const HAS_QUICK_TURNS: boolean = typeof immediate === 'function';

/** Calls `run` after the event loop has served timers and sockets once. */
export const runNextTurn: (run: () => void) => void = immediate ?? ((run) => void timeout(run));

/** Milliseconds by a clock that never goes back. */
export const monotonicMs: () => number = performance.now.bind(performance);

/** Milliseconds since 1970. */
export const wallClockMs: () => number = Date.now;

/** The current time as in `2025-01-31T12:00:00.000Z`. */
export function isoTime(): string {
  return new SystemDate(wallClockMs()).toISOString();
}

/** Milliseconds since 1970 for what `isoTime` has returned; `NaN` for other texts. */
export const parseIsoTime: (text: string) => number = Date.parse;
