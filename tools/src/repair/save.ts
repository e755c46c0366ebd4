/** Writes what can be saved of a directory into a new one, and reads it back. */

import { EcsDbError } from '@ecsdb/runtime';
import {
  Directory,
  EPOCH_MAX,
  NodeFileSystem,
  randomDatabaseId,
  recover,
  storageError,
  systemCodeOf,
} from '@ecsdb/runtime/storage';
import { makeTarget, NOTHING, removeFiles, SourceFileSystem } from '../directory/index.js';
import type { Examination } from './examine.js';
import { writeDatabase } from './write-database.js';

/**
 * Returns the real path of the new directory. Throws errors of the file system as `storageError` has them; then nothing is left there.
 */
export function save({ directory, findings, schema, plan, store, nextSequence }: Examination, given: string): string {
  const target = makeTarget(given, directory);
  try {
    writeDatabase(new NodeFileSystem(), target, store, {
      schema,
      // Its history is another one from here on, so files of both must not be mixed.
      databaseId: randomDatabaseId(),
      createdMs: findings.createdMs ?? Date.now(),
      epoch: findings.epoch < EPOCH_MAX ? findings.epoch + 1 : 1,
      version: plan.version,
      sequence: nextSequence,
    });
    const version = recover(
      new Directory(new SourceFileSystem(), target),
      { mode: 'strict', readOnly: true },
      () => NOTHING,
    )?.version;
    if (version !== plan.version) throw unlike(target, plan.version, version);
    return target;
  } catch (error) {
    removeFiles(target);
    throw systemCodeOf(error) === undefined ? error : storageError(error, 'writing the database', target);
  }
}

function unlike(target: string, written: number, read: number | undefined): EcsDbError {
  const message = `version ${written} was written to '${target}', and ${read ?? 'none'} was read back. Look at the device.`;
  return new EcsDbError('CORRUPT', message, { path: target });
}
