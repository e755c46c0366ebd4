/** Writes the state of a store to a new directory, and reads it back. */

import { EcsDbError } from '@ecsdb/runtime';
import { NodeFileSystem, randomDatabaseId, type Store, storageError, systemCodeOf } from '@ecsdb/runtime/storage';
import { readFacts } from './recover.js';
import { SourceFileSystem } from './source-file-system.js';
import { removeFiles } from './target.js';
import { type NewDatabase, writeDatabase } from './write-database.js';

/**
 * The database gets an id of its own, so that its files cannot be mixed with those of another one. Throws errors of the
 * file system as `storageError` makes them, after deleting what was written.
 */
export function saveDatabase(target: string, store: Store, facts: Omit<NewDatabase, 'databaseId'>): void {
  try {
    writeDatabase(new NodeFileSystem(), target, store, { ...facts, databaseId: randomDatabaseId() });
    const { version } = readFacts(new SourceFileSystem(), target);
    if (version !== facts.version) throw wrongVersion(target, facts.version, version);
  } catch (error) {
    removeFiles(target);
    throw systemCodeOf(error) === undefined ? error : storageError(error, 'writing the database', target);
  }
}

function wrongVersion(target: string, written: number, read: number): EcsDbError {
  const message = `version ${written} was written to '${target}', and version ${read} was read back. Check the device.`;
  return new EcsDbError('CORRUPT', message, { path: target });
}
