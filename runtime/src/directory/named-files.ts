/** The segments and snapshots of a directory, as their names say. */

import { parseSegmentName, parseSnapshotName } from './names.js';

export interface NamedSegment {
  readonly name: string;
  readonly sequence: number;
  readonly firstVersion: number;
}

export interface NamedSnapshot {
  readonly name: string;
  /** At the end of its window. */
  readonly version: number;
}

/** In the order of their sequences. */
export function namedSegments(names: readonly string[]): NamedSegment[] {
  return names
    .flatMap((name) => {
      const parsed = parseSegmentName(name);
      return parsed === undefined ? [] : [{ name, ...parsed }];
    })
    .sort((a, b) => a.sequence - b.sequence || a.firstVersion - b.firstVersion);
}

/** The newest first. */
export function namedSnapshots(names: readonly string[]): NamedSnapshot[] {
  return names
    .flatMap((name) => {
      const version = parseSnapshotName(name);
      return version === undefined ? [] : [{ name, version }];
    })
    .sort((a, b) => b.version - a.version);
}
