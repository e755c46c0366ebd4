/** The work of a thread that writes, and the expected rows afterwards. */

import { drive } from '../drive.js';
import { percentile } from '../percentile.js';

/** Warm-up, to compile hot code in both threads. */
const WARM_UP_SECONDS = 0.5;

/** The change of the transaction with this number: never an integer, and exact in f32. */
export function changeOf(number) {
  return { vx: (number % 4096) + 0.375 };
}

/** The number of the last transaction that changed a row, if transactions change the rows in turn. */
export function lastChangeOf(index, rows, steps) {
  const passes = Math.floor((steps - 1 - index) / rows);
  return passes < 0 ? undefined : index + passes * rows;
}

/**
 * Returns `run` of a task: updates rows in turn with `update(index, change)`, from several writers, for some seconds.
 */
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
