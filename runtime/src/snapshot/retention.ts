/** Deletes files that are no longer needed after a new snapshot. */

import {
  type Directory,
  type NamedSegment,
  type NamedSnapshot,
  namedSegments,
  namedSnapshots,
} from '../directory/index.js';
import { readSegmentHeader } from '../log/index.js';
import { readSnapshotHeader, type SnapshotHeader } from './snapshot-reader.js';

interface ValidSnapshot extends NamedSnapshot {
  readonly header: SnapshotHeader;
}

/**
 * Keeps the two newest snapshots and the segments that either of them needs, and deletes older snapshots and segments.
 * Deletes nothing if there are fewer than two snapshots, or if the second one is that of a migration. Returns the names
 * of the deleted files, in the order of deletion.
 *
 * A crash may keep any part of these deletions. The directory can be opened in any case: both snapshots are complete,
 * and only segments that neither needs are missing. A snapshot without a valid header does not count and is left to
 * recovery.
 *
 * Throws the errors of the system. The next call deletes the rest.
 */
export function removeUnneeded(directory: Directory): readonly string[] {
  const names = directory.list();
  // mutant: retention-two
  const [newest, second, ...older] = validSnapshots(directory, names);
  if (newest === undefined || second === undefined || isMigrated(directory, names, second)) return [];
  // mutant: retention-window
  const windowStart = Math.min(newest.header.windowStart, second.header.windowStart);
  const unneeded = [
    ...older.map(({ name }) => name).reverse(),
    ...unneededSegments(names, windowStart).map(({ name }) => name),
  ];
  for (const name of unneeded) directory.unlink(name);
  return unneeded;
}

/**
 * Whether a migration wrote the snapshot: then the segment after it has no predecessor. The files from before the
 * migration stay until another snapshot is the second one.
 */
function isMigrated(directory: Directory, names: readonly string[], { version }: NamedSnapshot): boolean {
  const next = namedSegments(names).findLast(({ firstVersion }) => firstVersion === version + 1);
  if (next === undefined || next.sequence === 1) return false;
  const header = readSegmentHeader(directory, next.name);
  return header.ok && header.previous.length === 0 && header.previous.checksum === 0;
}

/** The newest first. */
function validSnapshots(directory: Directory, names: readonly string[]): ValidSnapshot[] {
  return namedSnapshots(names).flatMap((snapshot) => {
    const header = readSnapshotHeader(directory, snapshot.name);
    return header.ok ? [{ ...snapshot, header }] : [];
  });
}

/** The segments before the one that contains, or will contain, the version after `windowStart`; the oldest first. */
function unneededSegments(names: readonly string[], windowStart: number): readonly NamedSegment[] {
  const segments = namedSegments(names);
  const needed = segments.findLastIndex(({ firstVersion }) => firstVersion <= windowStart + 1);
  // mutant: retention-segments
  return needed < 0 ? [] : segments.slice(0, needed);
}
