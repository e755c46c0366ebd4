/** Sharing a database with other threads. */

import { isFeedAvailable } from '#feed';
import { wrongArgument } from '../arguments.js';
import { EcsDbError } from '../errors.js';
import {
  type DatabaseHandle,
  requireSharedMemory,
  type SharedFeed,
  type ShareOptions,
  Sharing,
} from '../threads/index.js';
import { Database } from './database.js';

/**
 * Shares the database with other threads, and returns the handle that they attach with: the same one each time.
 * `options` belong to the first call; a later call may repeat them. This thread still owns the database: when it
 * ends, their access ends.
 *
 * @throws EcsDbError `UNSUPPORTED` where memory cannot be shared; `INVALID_OPTION` for options that are wrong or not
 * those of the first call; `CAPACITY_EXCEEDED`
 */
export function share(db: Database, options: ShareOptions = {}): DatabaseHandle {
  requireDatabase(db);
  const commits = db.$commits;
  commits.assertWritable('share');
  const { $sharing } = db;
  if ($sharing !== undefined) {
    $sharing.requireSameOptions(options);
    return $sharing.handle;
  }
  requireSharedMemory();
  const onActivity = (): void => commits.onRemoteActivity();
  const sharing = new Sharing(db.store, db.schema.descriptor, options, sharedFeedOf(db), onActivity);
  db.store.share(sharing, db.version);
  commits.share(sharing);
  db.$sharing = sharing;
  return sharing.handle;
}

/** `undefined` in a bundle without the feed. Threads get the memory now, because they can listen at any time. */
function sharedFeedOf(db: Database): SharedFeed | undefined {
  if (!isFeedAvailable()) return undefined;
  const feed = db.$createFeed();
  return {
    memory: feed.share(),
    record: (isOldWanted) => {
      const { groups } = db.$commits;
      if (groups.isPending || groups.isApplying) return false;
      db.$startRecording(feed);
      feed.isOldWanted = isOldWanted;
      return true;
    },
  };
}

/** Callers without types can pass anything. Databases of other kinds are told apart by their methods. */
function requireDatabase(db: unknown): void {
  if (db instanceof Database) return;
  if (hasMethod(db, 'pinVersion')) throw attachedDatabase();
  if (hasMethod(db, 'writeSync')) throw otherCopy();
  throw wrongArgument('share', 'a database, from Database.open() or Database.memory()', db);
}

function hasMethod(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, name) === 'function';
}

function attachedDatabase(): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    'share() got an attached database; only the thread that owns the database can share it. Pass on the handle that ' +
      'this thread has attached with, or call share() in the thread that owns the database.',
    { expected: 'a database that this thread owns', got: 'an attached database' },
  );
}

function otherCopy(): EcsDbError {
  return new EcsDbError(
    'FIELD_TYPE_MISMATCH',
    'share() got a database of another copy of @ecsdb/runtime. Import Database from "@ecsdb/runtime" and share from ' +
      '"@ecsdb/runtime/threads" of one installed package, and put both into one bundle.',
    { expected: 'a database of the same copy of @ecsdb/runtime', got: 'a database of another copy' },
  );
}
