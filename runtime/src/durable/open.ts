/** Opening a durable database: lock, recover, begin the log. */

import { HAS_NODE } from '#node-system';
import { wallClockMs } from '../clock.js';
import { requireSchema, type Schema, schemaFromDescriptor } from '../component/index.js';
import { checkStored } from '../constraint/index.js';
import {
  Directory,
  type FileIdentity,
  MANIFEST,
  randomDatabaseId,
  randomSalt,
  writeManifest,
} from '../directory/index.js';
import { assert, EcsDbError } from '../errors.js';
import { type Decision, decide } from '../evolution/index.js';
import type { CompleteFeedOptions } from '../feed/index.js';
import {
  type DirectoryLock,
  type FileSystem,
  GuardedFileSystem,
  NodeFileSystem,
  storageError,
  systemCodeOf,
  threadCodeOf,
} from '../fs/index.js';
import type { SegmentEnd } from '../log/index.js';
import { HAS_SHARED_MEMORY } from '../memory/index.js';
import { recover, StoreReplay } from '../recovery/index.js';
import { schemaToJson } from '../schema/index.js';
import { Store } from '../table/index.js';
import { Checkpointer } from './checkpointer.js';
import type { Contents } from './contents.js';
import { DurableLog } from './durable-log.js';
import type { EarlyThread } from './early-thread.js';
import { inlineKeeperPort, Keeper } from './keeper.js';
import { KeeperService } from './keeper-service.js';
import { KeeperThreadPort } from './keeper-thread-port.js';
import { LogParts } from './log-parts.js';
import { constraintsViolated, migrate } from './migrate.js';
import { type CompleteOptions, completeOptions, type OpenOptions } from './options.js';
import { DatabaseOrigin } from './origin.js';
import { OwnerWriter } from './owner-writer.js';
import { Storage } from './storage.js';
import { noFileSystem, noSharedMemory } from './unavailable.js';

/** The store with the state of the directory, and what keeps it durable from now on. */
export interface Opened {
  readonly store: Store;
  readonly version: number;
  readonly storage: Storage;
  readonly feed: CompleteFeedOptions;
}

/**
 * Openings that may leave their segments in the log before one of them takes a snapshot. Each leaves one segment at
 * least, however little was committed, and reading it takes 0.2 ms.
 */
const OPENINGS_MAX = 64;

const NO_SEGMENT: SegmentEnd = { sequence: 0, length: 0, lastVersion: 0, checksum: 0 };

/** `thread` is the log's thread; `undefined` if the options give a file system. */
export async function openDirectory(
  schema: Schema,
  given: OpenOptions,
  cwd: string | undefined,
  thread: EarlyThread | undefined,
): Promise<Opened> {
  if (!HAS_NODE) throw noFileSystem();
  if (!HAS_SHARED_MEMORY) throw noSharedMemory();
  const complete = completeOptions(given, cwd);
  const unguarded = complete.fileSystem ?? new NodeFileSystem();
  requireSchema('Database.open', schema);
  // From here on, only the real path is used: neither links nor a change of the current directory affect it.
  const options = { ...complete, directory: makeDirectory(unguarded, complete.directory) };
  refuseForeign(new Directory(unguarded, options.directory));
  const lock = lockDirectory(unguarded, options.directory);
  const directory = new Directory(new GuardedFileSystem(unguarded, lock), options.directory);
  const storage = new Storage(lock);
  let parts: LogParts | undefined;
  try {
    parts = new LogParts(options, lock, storage, thread);
    const contents = readDirectory(directory, schema, options);
    return await begin({ directory, lock, schema, options, parts, storage }, contents);
  } catch (error) {
    // The thread must not touch a lock that is released.
    await thread?.abandon();
    parts?.outbox.release();
    const loss = lossOf(lock);
    lock.release();
    if (loss !== undefined) throw loss;
    // An error that is not of the system is a bug; it is thrown as it is.
    throw (systemCodeOf(error) ?? threadCodeOf(error)) === undefined
      ? error
      : storageError(error, 'opening the database', options.directory);
  }
}

/** The error if the lock was lost: then it is the cause of any other failure. */
function lossOf(lock: DirectoryLock): unknown {
  try {
    lock.assertInPlace();
    return undefined;
  } catch (loss) {
    return loss;
  }
}

/** Throws before the lock is taken, so that no lock file is left in a directory that is no database. */
function refuseForeign(directory: Directory): void {
  let names: readonly string[];
  try {
    names = directory.list();
  } catch {
    // Locking the directory will report the error.
    return;
  }
  if (names.length === 0 || names.includes(MANIFEST)) return;
  recover(directory, { mode: 'strict', readOnly: true }, () => {
    throw new EcsDbError('NOT_A_DATABASE', `${directory.path} has no MANIFEST.`, { path: directory.path });
  });
}

/** Makes a directory unless there is one; returns its real path. */
function makeDirectory(fs: FileSystem, path: string): string {
  try {
    fs.makeDirectory(path);
    return fs.realPath(path);
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'EEXIST' || code === 'ENOTDIR') throw notADirectory(path);
    throw storageError(error, 'making the directory', path);
  }
}

function lockDirectory(fs: FileSystem, directory: string): DirectoryLock {
  try {
    return fs.lock(directory);
  } catch (error) {
    throw storageError(error, 'locking the directory', directory);
  }
}

function readDirectory(directory: Directory, schema: Schema, options: CompleteOptions): Contents {
  const { recovery, debug, migrations } = options;
  let store: Store | undefined;
  let decision: Decision | undefined;
  // Called again, with another store, if a snapshot turns out to be damaged.
  const recovered = recover(directory, { mode: recovery, readOnly: false }, (stored) => {
    decision = decide(directory.path, stored, schema.descriptor, migrations);
    const isKept = decision.kind === 'keep';
    store = isKept ? new Store(schema, debug) : new Store(schemaFromDescriptor(stored));
    return new StoreReplay(store, isKept);
  });
  if (recovered === undefined) return create(directory, schema, new Store(schema, debug));
  assert(store !== undefined && decision !== undefined, 'a directory that was recovered has a store');
  if (decision.kind === 'migrate') return migrate({ directory, schema, options, recovered, store }, decision.steps);
  const violations = decision.isChecked ? [] : checkStored(store).sentences;
  if (violations.length > 0) throw constraintsViolated(directory.path, recovered.schema.version, violations, false);
  const { databaseId, createdMs, epoch, version, previous, end, report, segments, openingsRead } = recovered;
  const read = new Set(report.segmentsRead);
  const logBytes = segments.reduce((sum, { name, bytes }) => sum + (read.has(name) ? bytes : 0), 0);
  const log = { previous, newestSegment: end.sequence, logBytes, openings: openingsRead };
  return { store, databaseId, createdMs, epoch: epoch + 1, version, ...log, starts: segments, report };
}

/** Makes an empty directory a database: from then on, a missing segment is an error. */
function create(directory: Directory, { descriptor }: Schema, store: Store): Contents {
  const databaseId = randomDatabaseId();
  const createdMs = wallClockMs();
  const identity = identityOf(descriptor, databaseId, 1);
  // mutant: new-manifest
  writeManifest(directory, { identity, newestSegment: 0, createdMs });
  const beginning = { epoch: 1, version: 0, previous: NO_SEGMENT, newestSegment: 0, logBytes: 0, openings: 0 };
  return { store, databaseId, createdMs, ...beginning, starts: [], report: undefined };
}

/** What an opening has made by the time the directory is read. */
interface Opening {
  readonly directory: Directory;
  readonly lock: DirectoryLock;
  readonly schema: Schema;
  readonly options: CompleteOptions;
  readonly parts: LogParts;
  readonly storage: Storage;
}

async function begin(opening: Opening, contents: Contents): Promise<Opened> {
  const { directory, lock, schema, options, parts, storage } = opening;
  const { durability, readsAfterPoison, segmentBytes, checkpointBytes, compression, onWarning } = options;
  const { store, databaseId, createdMs, epoch, version, previous, newestSegment, logBytes, openings, starts, report } =
    contents;
  const { descriptor } = schema;
  const schemaJson = new TextEncoder().encode(schemaToJson(descriptor));
  const link = await parts.begin(directory.fs, {
    directory: directory.path,
    databaseId,
    epoch,
    createdMs,
    schema: { hash: descriptor.hash, version: descriptor.version, json: schemaJson },
    segmentBytes,
    previous,
    newestSegment,
    lastVersion: version,
  });
  const identity = { databaseId, schema: descriptor };
  const keeperPort =
    parts.thread === undefined || lock.site === undefined
      ? inlineKeeperPort(new KeeperService(directory, identity))
      : new KeeperThreadPort({ directory: directory.path, lock: lock.site, identity });
  const keeper = new Keeper(keeperPort, directory.path);
  const { control, outbox } = parts;
  const log = new DurableLog(store, control, outbox, link, {
    directory: directory.path,
    durability,
    readsAfterPoison,
    events: storage,
    ownerWriter: durability === 'strict' ? new OwnerWriter(directory.fs, directory.path, lock, parts) : undefined,
  });
  const onFailure = (error: unknown): void => onWarning(storageError(error, 'taking a snapshot', directory.path));
  const checkpointer = new Checkpointer(store, log, keeper, logBytes, {
    schemaJson,
    checkpointBytes,
    compression,
    identity: () => identityOf(descriptor, databaseId, epoch),
    version: () => storage.version ?? version,
    onFailure,
    events: storage,
  });
  const origin = new DatabaseOrigin(databaseId, epoch, version, starts);
  storage.connect({ log, keeper, checkpointer, segmentBytes, origin, report });
  // Not in the background: programs that end soon, or are killed, would never finish a snapshot.
  if (openings >= OPENINGS_MAX) await checkpointer.run().catch(onFailure);
  return { store, version, storage, feed: options.feed };
}

function identityOf(descriptor: Schema['descriptor'], databaseId: string, epoch: number): FileIdentity {
  return { databaseId, schemaHash: descriptor.hash, schemaVersion: descriptor.version, epoch, salt: randomSalt() };
}

function notADirectory(path: string): EcsDbError {
  return new EcsDbError(
    'NOT_A_DATABASE',
    `${path} is a file, is below one, or is a symbolic link without a target. A database is a directory. Give the ` +
      'path of a directory, or ' +
      'a path where one can be made.',
    { path },
  );
}
