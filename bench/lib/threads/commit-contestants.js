/** Contestants that commit on the owner's thread while other threads read. */

import { drive } from '../drive.js';
import { expectEqual } from '../expect.js';
import { round } from '../percentile.js';
import { createSharedBodies, sumOfX } from './bodies.js';
import { hireCrew } from './crew.js';

const ROWS = 1000;
/** Warm-up, to compile the hot code of writer and readers. */
const WARM_UP_SECONDS = 0.5;

/**
 * One row in each transaction. Without `writers`, one transaction after the other; otherwise each writer waits for its
 * own transaction. `task` is the task of the other threads.
 */
export function commitBeside(threads, { task = 'keep-reading', inPinnedVersions = false, sides, writers } = {}) {
  return async () => {
    const { db, Body, entities, handle } = await createSharedBodies(ROWS, { sides });
    const stop = new Int32Array(new SharedArrayBuffer(4));
    const data = { handle, entities, expected: sumOfX(ROWS), inPinnedVersions, stop };
    const crew = await hireCrew(threads, task, data);
    const change = (number) => ({ vx: (number % 4096) + 0.375 });
    const step =
      writers === undefined
        ? (number) => db.writeSync((tx) => tx.update(entities[number % ROWS], Body, change(number)))
        : (number) => db.update(entities[number % ROWS], Body, change(number));
    return {
      async measure(seconds) {
        const reading = crew.run();
        const warmUp = await commit(step, { writers, seconds: WARM_UP_SECONDS, first: 0 });
        const timed = await commit(step, { writers, seconds, first: warmUp.steps });
        Atomics.store(stop, 0, 1);
        const read = await reading;
        await crew.end();
        const steps = warmUp.steps + timed.steps;
        expectEqual(db.version, 1 + steps, 'transactions');
        for (let number = Math.max(0, steps - ROWS); number < steps; number++) {
          expectEqual(db.get(entities[number % ROWS], Body).vx, change(number).vx, 'what was written last');
        }
        const rows = read.reduce((sum, { rowsPerSecond }) => sum + rowsPerSecond, 0);
        return { samples: [timed.seconds / timed.steps], facts: { 'M rows read per second': round(rows / 1e6) } };
      },
    };
  };
}

function commit(step, { writers, seconds, first }) {
  return writers === undefined ? commitOneByOne(step, seconds, first) : drive(step, { writers, seconds, first });
}

function commitOneByOne(step, seconds, first) {
  const begun = performance.now();
  const end = begun + seconds * 1000;
  let next = first;
  let now = begun;
  for (; now < end; now = performance.now()) {
    for (let i = 0; i < 10; i++) step(next++);
  }
  return { steps: next - first, seconds: (now - begun) / 1000 };
}
