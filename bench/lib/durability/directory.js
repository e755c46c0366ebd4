/** Where the durability cases keep their data: on the disk that the checkout is on, because a disk in memory syncs in no time. */

import { mkdtempSync, rmSync, statfsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Made by prepare(), and ignored by git. */
const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

/** What Linux calls tmpfs and ramfs. */
const IN_MEMORY = new Set([0x01021994, 0x858458f6]);

function root() {
  return statSync(tmpdir()).dev === statSync(DIST).dev ? tmpdir() : DIST;
}

/** An empty directory that goes when the process does. */
export function makeDataDirectory() {
  const directory = mkdtempSync(join(root(), 'ecsdb-bench-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  return directory;
}

/** What whoever reads the figures has to know about the disk. */
export function describeDisk() {
  const warning = IN_MEMORY.has(statfsSync(root()).type)
    ? '\nWARNING: that is a disk in memory, where a sync costs nothing: the durability figures say nothing about a real one.'
    : '';
  return `durability: data in ${root()}${warning}`;
}
