/** The snapshots of a directory: which there are by their headers, and the newest that is sound (P1). */

import type { Directory, NamedSnapshot } from '../directory/index.js';
import type { SegmentEnd, SnapshotCase } from '../log/index.js';
import { ReplayError } from '../operation/index.js';
import {
  loadSnapshot,
  type PrepareTarget,
  readSnapshotHeader,
  type SnapshotFault,
  type SnapshotHeader,
} from '../snapshot/index.js';
import type { OnFault } from './fault.js';
import { headerFault } from './fault.js';

export interface SnapshotFile extends NamedSnapshot {
  readonly header: SnapshotHeader;
}

/** A snapshot that cannot be used, and why: a sentence without its end. */
export interface BadSnapshot {
  readonly file: string;
  readonly case: SnapshotCase;
  readonly reason: string;
}

export interface Snapshots {
  /** Those with a sound header, the newest first. */
  readonly files: readonly SnapshotFile[];
  readonly bad: readonly BadSnapshot[];
}

/** Reads the headers. One that is damaged is no fault yet, as an older snapshot may serve; one of somebody else is. */
export function readSnapshotHeaders(
  directory: Directory,
  names: readonly NamedSnapshot[],
  databaseId: string | undefined,
  onFault: OnFault,
): Snapshots {
  const files: SnapshotFile[] = [];
  const bad: BadSnapshot[] = [];
  for (const named of names) {
    const { name: file } = named;
    const header = readSnapshotHeader(directory, file);
    if (!header.ok) {
      const fault = snapshotFault(header, file);
      if (fault.code === undefined) bad.push(badSnapshot(file, header));
      else onFault(fault);
    } else if (databaseId !== undefined && header.identity.databaseId !== databaseId) {
      onFault({ case: 'D5', file, offset: 0, reason: 'the snapshot belongs to another database' });
    } else {
      files.push({ ...named, header });
    }
  }
  return { files, bad };
}

/**
 * Reads all of a snapshot, into the target that `prepare` gives if there is one; answers why the snapshot cannot be used. Then the
 * target must be thrown away, because parts of the snapshot may be in there.
 */
export function tryLoad(directory: Directory, file: string, prepare?: PrepareTarget): BadSnapshot | undefined {
  try {
    const result = loadSnapshot(directory, file, prepare);
    return result.ok ? undefined : badSnapshot(file, result);
  } catch (error) {
    if (!(error instanceof ReplayError)) throw error;
    const place = error.offset === undefined ? '' : `, at byte ${error.offset}`;
    return { file, case: 'P1', reason: `the snapshot makes no sense: ${error.message}${place}` };
  }
}

/** Checks that the log reaches as far as any snapshot has seen it; it had been synced up to there (P2). */
export function checkWindows(
  snapshots: readonly SnapshotFile[],
  segment: string,
  end: SegmentEnd,
  onFault: OnFault,
): void {
  const firstVersion = end.lastVersion + 1;
  for (const { name, header } of snapshots) {
    // mutant: case-p2
    if (header.windowEnd < firstVersion) continue;
    const reason = `the log ends with version ${end.lastVersion}, and ${name} has seen version ${header.windowEnd}`;
    onFault({ case: 'P2', file: segment, offset: end.length, reason, firstVersion, lastVersion: header.windowEnd });
    return;
  }
}

function badSnapshot(file: string, { text, offset }: SnapshotFault): BadSnapshot {
  return { file, case: 'P1', reason: `the snapshot ${text}, at byte ${offset}` };
}

function snapshotFault(header: SnapshotFault, file: string): ReturnType<typeof headerFault> {
  const { fault, text } = header;
  return fault === 'block' ? { case: 'P1', file, reason: text } : headerFault({ ...header, fault }, file);
}
