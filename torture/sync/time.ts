/** Time for servers and clients of sync: a clock that a scenario moves, and turns of the event loop. */

import type { Clock } from '@ecsdb/sync/server';
import type { VirtualClock } from '../framework/clock.js';

/** `turnMs` is how long a call waits that is due at once. */
export function syncClock(time: VirtualClock, turnMs: () => number = () => 0): Clock {
  return {
    nowMs: () => 1_000_000 + time.monotonicMs(),
    steadyMs: () => time.monotonicMs(),
    after: (ms, call) => {
      const timer = time.setTimer(call, ms === 0 ? turnMs() : ms);
      return () => time.clearTimer(timer);
    },
  };
}

/** Lets frames arrive, and pieces of the log. */
export async function settle(turns = 1): Promise<void> {
  for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve));
}
