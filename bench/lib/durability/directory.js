/**
 * The directory of the durability cases: on the disk of the checkout, because a sync of a disk in memory costs nothing.
 */

import { mkdtempSync, rmSync, statfsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Created by `prepare()`, and ignored by git. */
const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

/** The types tmpfs and ramfs of Linux. */
const IN_MEMORY = new Set([0x01021994, 0x858458f6]);

function root() {
  return statSync(tmpdir()).dev === statSync(DIST).dev ? tmpdir() : DIST;
}

/** An empty directory that is deleted when the process ends. */
export function makeDataDirectory() {
  const directory = mkdtempSync(join(root(), 'ecsdb-bench-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  return directory;
}

/** What a reader of the figures must know about the disk. */
export function describeDisk() {
  const warning = IN_MEMORY.has(statfsSync(root()).type)
    ? '\nWARNING: this disk is in memory, where a sync costs nothing. The durability figures do not apply to a device.'
    : '';
  return `durability: data in ${root()}${warning}`;
}
