/** Writes the rebuilt state to a new directory, and reads it back. */

import { EcsDbError } from '@ecsdb/runtime';
import { EPOCH_MAX, NodeFileSystem, randomDatabaseId, storageError, systemCodeOf } from '@ecsdb/runtime/storage';
import { createTarget, readFacts, removeFiles, SourceFileSystem } from '../directory/index.js';
import type { Examination } from './examine.js';
import { writeDatabase } from './write-database.js';

/**
 * Returns the real path of the new directory. Throws errors of the file system as `storageError` makes them, after
 * deleting what was written.
 */
export function save(
  { directory, findings, schema, plan, store, nextSequence }: Examination,
  targetPath: string,
): string {
  const target = createTarget(targetPath, directory);
  try {
    writeDatabase(new NodeFileSystem(), target, store, {
      schema,
      // From here on the histories differ, so files of the two databases must not be mixed.
      databaseId: randomDatabaseId(),
      createdMs: findings.createdMs ?? Date.now(),
      epoch: findings.epoch < EPOCH_MAX ? findings.epoch + 1 : 1,
      version: plan.version,
      sequence: nextSequence,
    });
    const { version } = readFacts(new SourceFileSystem(), target);
    if (version !== plan.version) throw wrongVersion(target, plan.version, version);
    return target;
  } catch (error) {
    removeFiles(target);
    throw systemCodeOf(error) === undefined ? error : storageError(error, 'writing the database', target);
  }
}

function wrongVersion(target: string, written: number, read: number): EcsDbError {
  const message = `version ${written} was written to '${target}', and version ${read} was read back. Check the device.`;
  return new EcsDbError('CORRUPT', message, { path: target });
}
