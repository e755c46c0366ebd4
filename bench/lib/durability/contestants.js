/** Contestants of the durability cases: write to a store in an empty directory, close it, open it again and read it. */

import { drive } from '../drive.js';
import { percentile, round } from '../percentile.js';
import { makeDataDirectory } from './directory.js';
import { DISK_AFTER, DISK_BEFORE, diskSyncMicroseconds } from './disk.js';
import { stores } from './stores.js';

/** Seconds of a measurement for each second that the runner allows. */
const SECONDS = 1.5;
/** The part of that time to warm up: hot code is compiled, and files grow to their final length. */
const WARM_UP = 0.25;

/**
 * A contestant for each of the stores, with as many steps as fit into the time. `start(store)` returns, or promises,
 * `step(number)`, a transaction that counts as `operations`, and `check(rows, steps)` for the rows after that many
 * steps.
 */
export function stepContestants(names, { writers = 1, operations = 1, start }) {
  return storeContestants(names, async (store, { isBlocking, scale, probeDisk }) => {
    const { step, check } = await start(store);
    const count = isBlocking ? 1 : writers;
    const seconds = scale * SECONDS;
    const warmUp = await drive(step, { writers: count, seconds: seconds * WARM_UP });
    await store.flush();
    probeDisk();
    const timed = await drive(step, { writers: count, seconds, first: warmUp.steps });
    return {
      sample: timed.seconds / (timed.steps * operations),
      facts: {
        'p50 in ms': round(percentile(timed.latencies, 0.5)),
        'p99 in ms': round(percentile(timed.latencies, 0.99)),
      },
      check: (rows) => check(rows, warmUp.steps + timed.steps),
    };
  });
}

/**
 * A contestant for each of the stores. `measure(store, { isBlocking, scale, probeDisk })` calls `probeDisk()` right
 * before the timed part. It promises `sample`, in seconds per operation, `facts`, and `check(rows)` for the rows after
 * opening again.
 */
export function storeContestants(names, measure) {
  return Object.fromEntries(names.map((name) => [name, () => storeContestant(stores[name], measure)]));
}

function storeContestant({ open, isBlocking }, measure) {
  return {
    async measure(scale) {
      const directory = makeDataDirectory();
      const store = await open(directory);
      let before = 0;
      const probeDisk = () => {
        before = diskSyncMicroseconds(directory);
      };
      const { sample, facts, check } = await measure(store, { isBlocking, scale, probeDisk });
      const after = diskSyncMicroseconds(directory);
      await store.close();
      const reopened = await open(directory);
      check(reopened.rows());
      await reopened.close();
      return { samples: [sample], facts: { [DISK_BEFORE]: before, [DISK_AFTER]: after, ...facts } };
    },
  };
}
