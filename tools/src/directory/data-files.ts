/** The files of a directory that hold data: segments and snapshots. */

import { statSync } from 'node:fs';
import { joinPath, NodeFileSystem, parseSegmentName, parseSnapshotName } from '@ecsdb/runtime/storage';

export function isDataName(name: string): boolean {
  return parseSegmentName(name) !== undefined || parseSnapshotName(name) !== undefined;
}

/** How many bytes there are to read. Files that are deleted meanwhile do not count. */
export function dataBytes(directory: string): number {
  let sum = 0;
  try {
    for (const name of new NodeFileSystem().list(directory).filter(isDataName)) {
      sum += statSync(joinPath(directory, name), { throwIfNoEntry: false })?.size ?? 0;
    }
  } catch {
    // Only the progress bar depends on it, and reading the directory reports the same error.
  }
  return sum;
}
