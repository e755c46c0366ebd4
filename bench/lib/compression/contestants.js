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
    const samples = [];
    let snapshot;
    for (let round = 0; round < ROUNDS; round++) {
      const begun = performance.now();
      snapshot = await db.checkpoint();
      samples.push(performance.now() - begun);
    }
    await db.close();
    return { samples, bytes: snapshot.bytes };
  }, world);
}

/** Times the recovery of a snapshot that is in the page cache, without a log to replay. */
export function openContestants(world) {
  return contestantsOf(async (open) => {
    const first = await open();
    const { bytes } = await first.checkpoint();
    await first.close();
    const samples = [];
    for (let round = 0; round < ROUNDS; round++) {
      const db = await open();
      expectEqual(db.recovery.replayed, null, 'versions that the log replayed');
      samples.push(db.recovery.durationMs);
      await db.close();
    }
    return { samples, bytes };
  }, world);
}

/** `measure(open)` promises `samples` in milliseconds, and the `bytes` of a snapshot. */
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
      const { samples, bytes } = await measure(open);
      const again = await open();
      expectEqual(rowsIn(again), rows, 'rows after opening again');
      await again.close();
      return {
        samples: samples.map((milliseconds) => milliseconds / 1000 / rows),
        facts: { [DISK_BEFORE]: diskSync, rows, ms: Math.round(median(samples)), MB: Math.round(bytes / 1e5) / 10 },
      };
    },
  };
}

function rowsIn(db) {
  return db.stats().tables.reduce((sum, { rows }) => sum + rows, 0);
}
