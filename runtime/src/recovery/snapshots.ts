/** The snapshots of a directory: reading their headers, and loading one (P1). */

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

/** A snapshot that cannot be used, with the reason as a sentence without its full stop. */
export interface BadSnapshot {
  readonly file: string;
  readonly case: SnapshotCase;
  readonly reason: string;
}

export interface Snapshots {
  /** Snapshots with a valid header, the newest first. */
  readonly files: readonly SnapshotFile[];
  readonly bad: readonly BadSnapshot[];
}

/**
 * Reads the headers. A damaged one is no fault yet, because an older snapshot may be used. One of another database or
 * format is a fault.
 */
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
 * Reads a whole snapshot, with `prepare` into the target that it returns. Returns why the snapshot cannot be used. Then
 * the target must be discarded, because it may contain parts of the snapshot.
 */
export function tryLoad(directory: Directory, file: string, prepare?: PrepareTarget): BadSnapshot | undefined {
  try {
    const result = loadSnapshot(directory, file, prepare);
    return result.ok ? undefined : badSnapshot(file, result);
  } catch (error) {
    if (!(error instanceof ReplayError)) throw error;
    const place = error.offset === undefined ? '' : `, at byte ${error.offset}`;
    return { file, case: 'P1', reason: `the snapshot contradicts itself or the log: ${error.message}${place}` };
  }
}

/** Checks that the log reaches the end of each snapshot's window, up to which it had been synced (P2). */
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
    const reason = `the log ends with version ${end.lastVersion}, and ${name} contains version ${header.windowEnd}`;
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
