/** The time, and calls at a later time. Tests replace it. */

export interface Clock {
  /** Milliseconds since the Unix epoch. The system may set it back, or forward. */
  nowMs(): number;
  /** Milliseconds since some moment. Never set, so that rates and limits hold whatever happens to the other. */
  steadyMs(): number;
  /** Returns a function that cancels the call. A call in the background does not keep a process of Node alive. */
  after(ms: number, call: () => void, isBackground?: boolean): () => void;
}

export const SYSTEM_CLOCK: Clock = {
  nowMs: () => Date.now(),
  steadyMs: () => performance.now(),
  after: (ms, call, isBackground = false) => {
    const timer = setTimeout(call, ms);
    if (isBackground) unref(timer);
    return () => clearTimeout(timer);
  },
};

/** Browsers' timers are numbers. */
function unref(timer: { unref?(): unknown } | number): void {
  if (typeof timer === 'object') timer.unref?.();
}
