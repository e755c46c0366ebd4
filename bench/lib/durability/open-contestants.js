/** Contestants that open a directory of ecsdb repeatedly. */

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { round } from '../percentile.js';
import { makeDataDirectory } from './directory.js';
import { DISK_BEFORE, diskSyncMicroseconds } from './disk.js';

const OPENINGS = 3;
/** Takes no snapshot unless the case asks for one. */
const options = { durability: 'interval', checkpointBytes: Number.MAX_SAFE_INTEGER };

/**
 * `fill(store, scale)` writes and promises `check(rows)`. `count(recovery, rows)` returns the number of operations of
 * an opening, and `files(recovery)` the files that it read. Files are in the page cache, as after a crash of the
 * process.
 */
export function openContestant({ fill, count, files, unit }) {
  return () => ({
    async measure(scale) {
      const { openEcsdb } = await import('../../libraries/durable-ecsdb.js');
      const open = () => openEcsdb(directory, options);
      const directory = makeDataDirectory();
      const filled = await open();
      const check = await fill(filled, scale);
      await filled.close();
      const diskSync = diskSyncMicroseconds(directory);
      const openings = [];
      for (let opening = 0; opening < OPENINGS; opening++) openings.push(await timeOpening(open, check));
      const counted = openings.map(({ recovery, rows }) => count(recovery, rows));
      const read = openings.map(({ recovery }) => bytesOf(directory, files(recovery)));
      return {
        samples: openings.map(({ seconds }, index) => seconds / counted[index]),
        facts: {
          [DISK_BEFORE]: diskSync,
          [unit]: counted[0],
          'recovery in ms': round(Math.min(...openings.map(({ recovery }) => recovery.durationMs))),
          MB: round(read[0] / 1e6),
          's per GB': round(Math.min(...openings.map(({ seconds }, index) => seconds / (read[index] / 1e9)))),
        },
      };
    },
  });
}

async function timeOpening(open, check) {
  const begun = performance.now();
  const store = await open();
  const seconds = (performance.now() - begun) / 1000;
  const rows = store.rows();
  check(rows);
  const { recovery } = store.db;
  await store.close();
  return { seconds, recovery, rows: rows.length };
}

function bytesOf(directory, names) {
  return names.reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
}
