/** The snapshots of a directory: which there are by their headers, and the newest that is sound (P1). */

import type { SchemaDescriptor } from '../component/descriptor.js';
import { type FileSystem, joinPath } from '../fs/index.js';
import type { SnapshotCase } from '../log/cases.js';
import { ReplayError } from '../operation/replay-error.js';
import type { ReplayTarget } from '../operation/replay-target.js';
import { loadSnapshot, readSnapshotHeader, type SnapshotFault, type SnapshotHeader } from '../snapshot/index.js';
import { compareSchemas } from './compare-schemas.js';
import type { OnFault } from './fault.js';
import { headerFault } from './header-fault.js';
import type { NamedSnapshot } from './listing.js';

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
  fs: FileSystem,
  directory: string,
  names: readonly NamedSnapshot[],
  databaseId: string,
  onFault: OnFault,
): Snapshots {
  const files: SnapshotFile[] = [];
  const bad: BadSnapshot[] = [];
  for (const named of names) {
    const { name: file } = named;
    const header = readSnapshotHeader(fs, joinPath(directory, file));
    if (!header.ok) {
      const fault = snapshotFault(header, file);
      if (fault.code === undefined) bad.push(badSnapshot(file, header));
      else onFault(fault);
    } else if (header.identity.databaseId !== databaseId) {
      onFault({ case: 'D5', file, offset: 0, reason: 'the snapshot belongs to another database' });
    } else {
      files.push({ ...named, header });
    }
  }
  return { files, bad };
}

/**
 * Loads a snapshot into the target that `prepare` makes; answers why it cannot be used. Then the target must be thrown away, because
 * parts of the snapshot may be in there.
 */
export function tryLoad(
  fs: FileSystem,
  directory: string,
  file: string,
  stored: SchemaDescriptor,
  target: ReplayTarget | undefined,
): BadSnapshot | undefined {
  try {
    const result = loadSnapshot(fs, joinPath(directory, file), target === undefined ? undefined : requireReadable);
    return result.ok ? undefined : badSnapshot(file, result);
  } catch (error) {
    if (error instanceof ReplayError)
      return { file, case: 'P1', reason: `the snapshot makes no sense: ${error.message}` };
    throw error;
  }

  /** The log's schema is as new or newer, and what an older one has stored can be read with it. */
  function requireReadable(schema: SchemaDescriptor): ReplayTarget {
    const [difference] = compareSchemas(schema, stored);
    if (difference !== undefined) throw new ReplayError(`its schema is not that of the log: ${difference}`);
    return target as ReplayTarget;
  }
}

function badSnapshot(file: string, { text, offset }: SnapshotFault): BadSnapshot {
  return { file, case: 'P1', reason: `the snapshot ${text}, at byte ${offset}` };
}

function snapshotFault({ fault, text }: SnapshotFault, file: string): ReturnType<typeof headerFault> {
  return fault === 'block' ? { case: 'P1', file, reason: text } : headerFault({ ok: false, fault, text }, file);
}
