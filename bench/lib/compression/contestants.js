/** Contestants that write a snapshot of a world, or open it, with each compression. */

import { Database } from '@ecsdb/runtime';
import { makeDataDirectory } from '../durability/directory.js';
import { DISK_BEFORE, diskSyncMicroseconds } from '../durability/disk.js';
import { expectEqual } from '../expect.js';
import { median } from '../statistics.js';
import { Unavailable } from '../unavailable.js';

const NAMES = ['none', 'deflate', 'zstd'];
const ROUNDS = 7;

/** Times `db.checkpoint()`, which resolves when the snapshot is on the disk. */
export function snapshotContestants(world) {
  return contestantsOf(async (open) => {
    const db = await open();
    const times = [];
    let snapshot;
    for (let round = 0; round < ROUNDS; round++) {
      const stop = startTimes();
      snapshot = await db.checkpoint();
      times.push(stop());
    }
    await db.close();
    return { times, bytes: snapshot.bytes };
  }, world);
}

/** Times the recovery of a snapshot that is in the page cache, without a log to replay. */
export function openContestants(world) {
  return contestantsOf(async (open) => {
    const first = await open();
    const { bytes } = await first.checkpoint();
    await first.close();
    const times = [];
    for (let round = 0; round < ROUNDS; round++) {
      const stop = startTimes();
      const db = await open();
      const { cpuMs } = stop();
      expectEqual(db.recovery.replayed, null, 'versions that the log replayed');
      times.push({ ms: db.recovery.durationMs, cpuMs });
      await db.close();
    }
    return { times, bytes };
  }, world);
}

/** Returns a function that returns the milliseconds since now: on the clock, and of all threads on the processor. */
function startTimes() {
  const begun = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { ms: performance.now() - begun, cpuMs: (user + system) / 1000 };
  };
}

/** `measure(open)` promises `times`, and the `bytes` of a snapshot. */
function contestantsOf(measure, world) {
  return Object.fromEntries(NAMES.map((name) => [name, () => contestant(name, measure, world)]));
}

function contestant(compression, measure, world) {
  return {
    async measure() {
      const directory = makeDataDirectory();
      const schema = await world.schema();
      const open = () =>
        Database.open(schema, {
          directory,
          compression,
          durability: 'none',
          checkpointBytes: Number.MAX_SAFE_INTEGER,
        }).catch((error) => {
          throw error.code === 'UNSUPPORTED' ? new Unavailable(error.message) : error;
        });
      const filled = await open();
      await world.fill(filled);
      const rows = rowsIn(filled);
      await filled.close();
      const diskSync = diskSyncMicroseconds(directory);
      const { times, bytes } = await measure(open);
      const again = await open();
      expectEqual(rowsIn(again), rows, 'rows after opening again');
      await again.close();
      return {
        samples: times.map(({ ms }) => ms / 1000 / rows),
        facts: {
          [DISK_BEFORE]: diskSync,
          rows,
          ms: Math.round(median(times.map(({ ms }) => ms))),
          'ms of processor': Math.round(median(times.map(({ cpuMs }) => cpuMs))),
          MB: Math.round(bytes / 1e5) / 10,
        },
      };
    },
  };
}

function rowsIn(db) {
  return db.stats().tables.reduce((sum, { rows }) => sum + rows, 0);
}
