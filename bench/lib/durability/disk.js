/** The sync time of the disk: the lower limit for a commit that has the device for itself. */

import { closeSync, fdatasyncSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { percentile } from '../percentile.js';

const WRITE_BYTES = 4096;
/** Long enough for all writes, because a file that does not grow is synced in half the time. */
const FILE_BYTES = 8 * 2 ** 20;
const MEASURED_MS = 200;

/** Names of the facts beside every figure. */
export const DISK_BEFORE = 'disk sync before in us';
export const DISK_AFTER = 'after';

/** Median of a 4 KiB write and its fdatasync in a file of zeros, in microseconds. */
export function diskSyncMicroseconds(directory) {
  return Math.round(percentile(syncTimes(directory), 0.5) * 1000);
}

/** In milliseconds. */
function syncTimes(directory) {
  const probe = openProbe(directory);
  const times = [];
  const end = performance.now() + MEASURED_MS;
  while (performance.now() < end) times.push(probe.sync());
  probe.close();
  return times;
}

/** A file to sync repeatedly. `sync` returns its milliseconds. */
export function openProbe(directory) {
  const path = join(directory, 'probe.bytes');
  const file = openSync(path, 'w');
  writeSync(file, Buffer.alloc(FILE_BYTES));
  fsyncSync(file);
  const block = Buffer.alloc(WRITE_BYTES, 0xa5);
  let position = 0;
  return {
    sync() {
      const begun = performance.now();
      writeSync(file, block, 0, WRITE_BYTES, position);
      fdatasyncSync(file);
      position = (position + WRITE_BYTES) % FILE_BYTES;
      return performance.now() - begun;
    },
    close() {
      closeSync(file);
      rmSync(path);
    },
  };
}
