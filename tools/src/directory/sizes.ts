/** How much there is to read in a directory. */

import { statSync } from 'node:fs';
import { joinPath, NodeFileSystem } from '@ecsdb/runtime/storage';
import { isDataName } from './given.js';

/** Bytes of segments and snapshots; files that vanish meanwhile do not count. */
export function dataBytes(directory: string): number {
  let sum = 0;
  try {
    for (const name of new NodeFileSystem().list(directory).filter(isDataName)) {
      sum += statSync(joinPath(directory, name), { throwIfNoEntry: false })?.size ?? 0;
    }
  } catch {
    // A bar that is wrong does no harm, and whoever reads the directory will meet the error, too.
  }
  return sum;
}
