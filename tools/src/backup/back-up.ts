/**
 * A copy of a database while another process works with it.
 *
 * The files are read first, then exactly what was read is copied; later commits are left to the next backup. The copy
 * becomes a database with its manifest, which is written only after the copy was read back.
 */

import { type Compression, EcsDbError } from '@ecsdb/runtime';
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
import { createTarget, dataBytes, recoverFacts, removeFiles, requireNewTarget } from '../directory/index.js';
import { Failure, withProgress } from '../terminal/index.js';
import { copyFile } from './copy-file.js';
import { filesToCopy } from './files-to-copy.js';
import { verifyCopy } from './verify-copy.js';

const ATTEMPTS_MAX = 10;

export interface BackupReport {
  readonly source: string;
  readonly target: string;
  /**
   * The last version in the copy. Commits that were acknowledged before the command began have this version or an
   * earlier one.
   */
  readonly version: number;
  readonly segments: number;
  readonly snapshots: number;
  /** Of segments and snapshots. */
  readonly bytes: number;
  /** Names of damaged snapshots that are not in the copy. */
  readonly leftOut: readonly string[];
}

/**
 * Snapshots get the compression if one is given, and stay as they are otherwise.
 *
 * Throws the errors of recovery about the source, `Failure`s, and errors of the file system as `storageError` makes
 * them.
 */
export function backUp(source: string, targetPath: string, compression?: Compression): BackupReport {
  requireNewTarget(targetPath, source);
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
    const recovered = recoverFacts(source);
    const target = createTarget(targetPath, source);
    try {
      return copyRecovered(source, target, recovered, compression);
    } catch (error) {
      removeFiles(target);
      // An opening may have replaced an empty segment meanwhile. A second attempt does not meet that.
      if (attempt === 1 && error instanceof EcsDbError && error.code === 'CORRUPT') continue;
      const systemCode = systemCodeOf(error);
      if (systemCode === undefined) throw error;
      // A checkpoint deleted a file meanwhile. The files that exist now are as good.
      if (systemCode !== 'ENOENT') throw storageError(error, 'copying the database', target);
    }
  }
  throw new Failure(
    'BUSY',
    `a checkpoint deleted files of '${source}' in each of ${ATTEMPTS_MAX} attempts to copy them. Try again later.`,
  );
}

function copyRecovered(
  source: string,
  target: string,
  recovered: Recovered,
  compression: Compression | undefined,
): BackupReport {
  const copies = filesToCopy(source, recovered, compression);
  const total = copies.reduce((sum, { bytes }) => sum + bytes, 0);
  withProgress('copying', total, (progress) => {
    for (const copy of copies) copyFile(source, target, copy, progress);
    new NodeFileSystem().syncDirectory(target);
  });
  const manifest = manifestOf(recovered);
  const leftOut = withProgress('verifying', total, (progress) => verifyCopy(target, manifest, recovered, progress));
  const bytes = dataBytes(target);
  writeManifest(new Directory(new NodeFileSystem(), target), manifest);
  return {
    source,
    target,
    version: recovered.version,
    segments: recovered.segments.length,
    snapshots: recovered.snapshots.length - leftOut.length,
    bytes,
    leftOut: [...recovered.report.setAside.map(({ file }) => file), ...leftOut],
  };
}

function manifestOf({ databaseId, schema, epoch, createdMs, end }: Recovered): Manifest {
  const identity = { databaseId, schemaHash: schema.hash, schemaVersion: schema.version, epoch, salt: randomSalt() };
  return { ok: true, identity, newestSegment: end.sequence, createdMs };
}
