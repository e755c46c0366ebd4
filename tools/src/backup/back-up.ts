/**
 * A copy of a database while another process works with it.
 *
 * What is there is read first, then exactly that is copied; what is committed meanwhile is left to the next backup. The copy gets
 * its manifest, without which it is no database, only when it has been read back.
 */

import { EcsDbError } from '@ecsdb/runtime';
import {
  Directory,
  type Manifest,
  NodeFileSystem,
  type Recovered,
  randomSalt,
  storageError,
  systemCodeOf,
  writeManifest,
} from '@ecsdb/runtime/storage';
import { dataBytes, makeTarget, recoverFacts, removeFiles, requireNewTarget } from '../directory/index.js';
import { Failure, withProgress } from '../terminal/index.js';
import { copyFile } from './copy-file.js';
import { filesToCopy } from './files-to-copy.js';
import { verify } from './verify.js';

const ATTEMPTS_MAX = 10;

export interface BackupReport {
  readonly source: string;
  readonly target: string;
  /** The last version in the copy: what was acknowledged before the command began is not later. */
  readonly version: number;
  readonly segments: number;
  readonly snapshots: number;
  /** Of segments and snapshots. */
  readonly bytes: number;
  /** Names of damaged snapshots that are not in the copy. */
  readonly leftOut: readonly string[];
}

/** Throws `CORRUPT` and the like about the source, `Failure`s, and errors of the file system as `storageError` has them. */
export function backUp(source: string, given: string): BackupReport {
  requireNewTarget(given, source);
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
    const found = recoverFacts(source);
    const target = makeTarget(given, source);
    try {
      return copyFound(source, target, found);
    } catch (error) {
      removeFiles(target);
      // An opening may have put another segment in the place of an empty one: that a second attempt would not see.
      if (attempt === 1 && error instanceof EcsDbError && error.code === 'CORRUPT') continue;
      const systemCode = systemCodeOf(error);
      if (systemCode === undefined) throw error;
      // A checkpoint has deleted a file meanwhile: what is there now is as good.
      if (systemCode !== 'ENOENT') throw storageError(error, 'copying the database', target);
    }
  }
  throw new Failure('BUSY', `files of '${source}' went away while they were copied, again and again. Try again later.`);
}

function copyFound(source: string, target: string, found: Recovered): BackupReport {
  const copies = filesToCopy(source, found);
  const total = copies.reduce((sum, { bytes }) => sum + bytes, 0);
  withProgress('copying', total, (progress) => {
    for (const copy of copies) copyFile(source, target, copy, progress);
    new NodeFileSystem().syncDirectory(target);
  });
  const manifest = manifestOf(found);
  const leftOut = withProgress('verifying', total, (progress) => verify(target, manifest, found, progress));
  const bytes = dataBytes(target);
  writeManifest(new Directory(new NodeFileSystem(), target), manifest);
  return {
    source,
    target,
    version: found.version,
    segments: found.segments.length,
    snapshots: found.snapshots.length - leftOut.length,
    bytes,
    leftOut: [...found.report.setAside.map(({ file }) => file), ...leftOut],
  };
}

function manifestOf({ databaseId, schema, epoch, createdMs, end }: Recovered): Manifest {
  const identity = { databaseId, schemaHash: schema.hash, schemaVersion: schema.version, epoch, salt: randomSalt() };
  return { ok: true, identity, newestSegment: end.sequence, createdMs };
}
