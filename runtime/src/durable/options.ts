/** The options of `Database.open`, and their checks. */

import { isRecord } from '../arguments.js';
import { EcsDbError } from '../errors.js';
import type { MigrationProgress, Migrations } from '../evolution/index.js';
import { type CompleteFeedOptions, completeFeedOptions, type FeedOptions } from '../feed/index.js';
import { absolutePath, type FileSystem } from '../fs/index.js';
import { SPARE_BYTES_MAX } from '../log/index.js';
import { formatValue, requireBoolean, requireOptions, wrongOption } from '../options.js';
import { COMPRESSIONS, type Compression, requireCompression } from '../snapshot/index.js';

/** A `URL`, by its shape: its own type needs the types of Node or of browsers, which not every user has. */
interface FileUrl {
  readonly href: string;
  readonly protocol: string;
}

/**
 * What an acknowledged commit has survived:
 *
 * - `strict`: acknowledged and published when it is on the device. A crash takes nothing that was acknowledged.
 * - `interval`: published at once, on the device within `intervalMs`. A crash takes at most the last interval.
 * - `none`: acknowledged when the operating system has it. A crash of the process takes nothing, a loss of power any
 *   tail.
 *
 * What a crash leaves is always a prefix of the commits, never half of one.
 */
export type Durability = 'strict' | 'interval' | 'none';

/** `Functions` are those that the schema allows. */
export interface OpenOptions<Functions = Migrations> extends FeedOptions {
  /**
   * The directory of the database; made if it does not exist. A path or a `file:` URL. It is resolved once, when the
   * database is opened: a later `process.chdir` has no effect.
   */
  readonly directory: string | FileUrl;
  /** What an acknowledged commit has survived; the default is `strict`. */
  readonly durability?: Durability;
  /** In `interval` mode: milliseconds between syncs, from 1 to 60,000; the default is 10. */
  readonly intervalMs?: number;
  /**
   * What to do if the end of the log may be damage to the last acknowledged commit: refuse with `CORRUPT`, or return to
   * the last valid commit.
   */
  readonly recovery?: 'strict' | 'point-in-time';
  /** Allows reads after a failure of the log; otherwise they throw `POISONED`. */
  readonly readsAfterPoison?: boolean;
  /** Bytes of log after which a snapshot is taken; the default is 64 MiB. */
  readonly checkpointBytes?: number;
  /** Bytes of a segment of the log; the default is 16 MiB. */
  readonly segmentBytes?: number;
  /**
   * How snapshots are compressed that are written from now on: `none`, `deflate`, or `zstd`, which needs Node 22.15 or
   * later; the default is `none`. Snapshots of any compression are read. The log is not compressed.
   */
  readonly compression?: Compression;
  /**
   * Called with failures in the background that affect nothing yet, such as a failed snapshot. The default emits a
   * process warning.
   */
  readonly onWarning?: (warning: EcsDbError) => void;
  /**
   * Functions that make new rows from old ones, for differences between schemas that no rule decides. By the version of
   * the schema that needs them, then by table; they run in the order of versions. If the schema lists them in
   * `[migrations]`, their types are generated.
   */
  readonly migrations?: Functions;
  /** Called while rows are migrated, after each piece of a table. Runs on this thread, which is busy meanwhile. */
  readonly onProgress?: (progress: MigrationProgress) => void;
  /** Another file system than the machine's. It is called on the thread that owns the database. */
  readonly fileSystem?: FileSystem;
  /**
   * Debug mode, for tests and development: every row that is kept throws once the function or loop step that it was
   * given to has ended, and callbacks of `runs` that write where they may only read throw. Loops take many times as
   * long; `false` unless said otherwise.
   */
  readonly debug?: boolean;
}

/** The options with all defaults filled in. */
export interface CompleteOptions extends Required<Omit<OpenOptions, 'directory' | 'fileSystem' | 'feed' | 'onError'>> {
  readonly feed: CompleteFeedOptions;
  readonly directory: string;
  readonly fileSystem: FileSystem | undefined;
}

const DURABILITIES: readonly Durability[] = ['strict', 'interval', 'none'];
const CALL = 'Database.open';
const OPTIONS: readonly (keyof OpenOptions)[] = [
  'directory',
  'durability',
  'intervalMs',
  'recovery',
  'readsAfterPoison',
  'checkpointBytes',
  'segmentBytes',
  'compression',
  'onWarning',
  'migrations',
  'onProgress',
  'fileSystem',
  'debug',
  'feed',
  'onError',
];

/** `cwd` is the current directory; `undefined` if it does not exist. */
export function completeOptions(options: OpenOptions, cwd: string | undefined): CompleteOptions {
  requireOptions(CALL, options, OPTIONS);
  const { durability = 'strict', intervalMs = 10, recovery = 'strict', readsAfterPoison = false } = options;
  const { checkpointBytes = 64 * 2 ** 20, segmentBytes = 16 * 2 ** 20, onWarning = emitWarning, fileSystem } = options;
  const { compression = 'none', debug = false, migrations = {}, onProgress = nothing } = options;
  const directory = directoryOf(options, cwd);
  if (!DURABILITIES.includes(durability)) throw wrong('durability', `one of ${DURABILITIES.join(', ')}`, durability);
  if (recovery !== 'strict' && recovery !== 'point-in-time') {
    throw wrong('recovery', "'strict' or 'point-in-time'", recovery);
  }
  if (!COMPRESSIONS.includes(compression)) {
    throw wrong('compression', `one of ${COMPRESSIONS.join(', ')}`, compression);
  }
  requireCompression('the option compression of Database.open', compression);
  if (typeof onWarning !== 'function') throw wrong('onWarning', 'a function', onWarning);
  requireMigrations(migrations);
  if (typeof onProgress !== 'function') throw wrong('onProgress', 'a function', onProgress);
  requireBoolean(CALL, 'readsAfterPoison', readsAfterPoison);
  requireBoolean(CALL, 'debug', debug);
  if (fileSystem !== undefined && !isFileSystem(fileSystem)) throw wrong('fileSystem', 'a file system', fileSystem);
  requireWithin('intervalMs', intervalMs, 1, 60_000);
  requireWithin('segmentBytes', segmentBytes, 4096, SPARE_BYTES_MAX);
  requireWithin('checkpointBytes', checkpointBytes, 4096, Number.MAX_SAFE_INTEGER);
  return {
    directory,
    durability,
    intervalMs,
    recovery,
    readsAfterPoison,
    checkpointBytes,
    segmentBytes,
    compression,
    onWarning,
    migrations,
    onProgress,
    fileSystem,
    debug,
    feed: completeFeedOptions(CALL, options),
  };
}

/** Another file system than the machine's has paths of its own, which are not checked here. */
function directoryOf({ directory, fileSystem }: OpenOptions, cwd: string | undefined): string {
  if (fileSystem !== undefined) {
    if (typeof directory === 'string' && directory !== '') return directory;
    throw wrong('directory', 'a path', directory);
  }
  const given = absolutePath(directory, cwd);
  if ('path' in given) return given.path;
  throw new EcsDbError('INVALID_OPTION', `the option directory of Database.open ${given.fault}.`, {
    option: 'directory',
    expected: 'a path or a file: URL',
    got: formatValue(directory),
  });
}

/** Callers in JavaScript may pass anything. */
function requireMigrations(migrations: Migrations): void {
  if (!isRecord(migrations)) throw wrong('migrations', 'an object with versions', migrations);
  for (const [version, tables] of Object.entries(migrations)) {
    if (!isRecord(tables)) throw wrong(`migrations["${version}"]`, 'an object with functions by table', tables);
    for (const [table, run] of Object.entries(tables)) {
      if (typeof run !== 'function') throw wrong(`migrations["${version}"].${table}`, 'a function', run);
    }
  }
}

function nothing(): void {}

/** Callers in JavaScript may pass anything. */
function isFileSystem(given: unknown): boolean {
  return typeof given === 'object' && given !== null && 'lock' in given && typeof given.lock === 'function';
}

function requireWithin(name: string, value: unknown, lowest: number, highest: number): void {
  if (typeof value === 'number' && Number.isInteger(value) && value >= lowest && value <= highest) return;
  throw wrong(name, `an integer from ${lowest} to ${highest}`, value);
}

function wrong(name: string, expected: string, value: unknown): EcsDbError {
  return wrongOption(CALL, name, expected, value);
}

function emitWarning(warning: EcsDbError): void {
  process.emitWarning(warning);
}
