/** What a thread that writes does, and what must be there afterwards. */

import { drive } from '../drive.js';
import { percentile } from '../percentile.js';

/** To compile what is hot, on both sides. */
const WARM_UP_SECONDS = 0.5;

/** The change that a thread makes with its transaction of this number: never integral, and exact in f32. */
export function changeOf(number) {
  return { vx: (number % 4096) + 0.375 };
}

/** The number of the last transaction that changed a row, of so many that went over so many rows in turn. */
export function lastChangeOf(index, rows, steps) {
  const passes = Math.floor((steps - 1 - index) / rows);
  return passes < 0 ? undefined : index + passes * rows;
}

/** Gives `run` of a task: updates its rows in turn, `update(index, change)`, so many at a time, for so many seconds. */
export function driveWriter(rows, update) {
  const step = (number) => update(number % rows, changeOf(number));
  return async ({ seconds, writers }) => {
    const warmUp = await drive(step, { writers, seconds: WARM_UP_SECONDS });
    const timed = await drive(step, { writers, seconds, first: warmUp.steps });
    return {
      steps: warmUp.steps + timed.steps,
      perSecond: timed.steps / timed.seconds,
      p50: percentile(timed.latencies, 0.5),
      p99: percentile(timed.latencies, 0.99),
    };
  };
}
