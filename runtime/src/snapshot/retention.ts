/** Deletes what nothing needs any more once a new snapshot is in place. */

import {
  type Directory,
  type NamedSegment,
  type NamedSnapshot,
  namedSegments,
  namedSnapshots,
} from '../directory/index.js';
import { readSnapshotHeader, type SnapshotHeader } from './snapshot-reader.js';

interface SoundSnapshot extends NamedSnapshot {
  readonly header: SnapshotHeader;
}

/**
 * Keeps the two newest snapshots and the segments from which both can be brought up to date, and deletes older
 * snapshots and segments. With fewer than two snapshots nothing is deleted. Answers the names that are gone, in the order in
 * which they went.
 *
 * What is left after any part of the deletions, in whatever combination a crash keeps them, can be opened: both snapshots are whole, and
 * of the segments only such are missing as neither of them needs. A snapshot whose header is not sound does not count and
 * is left to recovery.
 *
 * Throws what the system throws; what has not been deleted then is deleted the next time.
 */
export function removeUnneeded(directory: Directory): readonly string[] {
  const names = directory.list();
  // mutant: retention-two
  const [newest, second, ...older] = soundSnapshots(directory, names);
  if (newest === undefined || second === undefined) return [];
  // mutant: retention-window
  const windowStart = Math.min(newest.header.windowStart, second.header.windowStart);
  const unneeded = [
    ...older.map(({ name }) => name).reverse(),
    ...unneededSegments(names, windowStart).map(({ name }) => name),
  ];
  for (const name of unneeded) directory.unlink(name);
  return unneeded;
}

/** The newest first. */
function soundSnapshots(directory: Directory, names: readonly string[]): SoundSnapshot[] {
  return namedSnapshots(names).flatMap((snapshot) => {
    const header = readSnapshotHeader(directory, snapshot.name);
    return header.ok ? [{ ...snapshot, header }] : [];
  });
}

/** Those before the one that holds the version after `windowStart`, or will hold it; the oldest first. */
function unneededSegments(names: readonly string[], windowStart: number): readonly NamedSegment[] {
  const segments = namedSegments(names);
  const needed = segments.findLastIndex(({ firstVersion }) => firstVersion <= windowStart + 1);
  // mutant: retention-segments
  return needed < 0 ? [] : segments.slice(0, needed);
}
