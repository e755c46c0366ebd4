/** How a durable database is opened. */

import { EcsDbError } from '../errors.js';
import { absolutePath, type FileSystem } from '../fs/index.js';
import { SPARE_BYTES_MAX } from '../log/index.js';
import { formatValue, requireBoolean, requireOptions, wrongOption } from '../options.js';

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
 * - `none`: acknowledged when the operating system has it. A crash of the process takes nothing, a loss of power any tail.
 *
 * What a crash leaves is always a prefix of the commits, never half of one.
 */
export type Durability = 'strict' | 'interval' | 'none';

export interface OpenOptions {
  /**
   * Where the database lives; made if it does not exist. A path or a `file:` URL, resolved once, when the database is opened: a later
   * `process.chdir` does not matter.
   */
  readonly directory: string | FileUrl;
  /** What an acknowledged commit has survived; `strict` unless said otherwise. */
  readonly durability?: Durability;
  /** In `interval` mode: milliseconds between syncs, from 1 to 60,000; 10 unless said otherwise. */
  readonly intervalMs?: number;
  /**
   * What to do about an end of the log that may be damage to the last acknowledged commit: refuse with `CORRUPT`, or go back to the
   * last sound commit.
   */
  readonly recovery?: 'strict' | 'point-in-time';
  /** Keeps reads going after the log could not be written; otherwise they throw `POISONED`. */
  readonly readsAfterPoison?: boolean;
  /** Bytes of log after which a snapshot is taken; 64 MiB unless said otherwise. */
  readonly checkpointBytes?: number;
  /** Bytes of a segment of the log; 16 MiB unless said otherwise. */
  readonly segmentBytes?: number;
  /** Told of what went wrong in the background and hurts nothing yet, such as a snapshot that failed; a process warning otherwise. */
  readonly onWarning?: (warning: EcsDbError) => void;
  /** Another file system than the machine's. Its calls are made on the thread that owns the database. */
  readonly fileSystem?: FileSystem;
  /**
   * Debug mode, for tests and development: every row that is kept throws once the function or loop step that it was given to has ended,
   * and callbacks of `runs` that write where they may only read throw. Loops take many times as long; `false` unless said otherwise.
   */
  readonly debug?: boolean;
}

/** The options with everything said. */
export interface CompleteOptions extends Required<Omit<OpenOptions, 'directory' | 'fileSystem'>> {
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
  'onWarning',
  'fileSystem',
  'debug',
];

/** `cwd` is what a relative path starts from; `undefined` where there is no current directory. */
export function completeOptions(options: OpenOptions, cwd: string | undefined): CompleteOptions {
  requireOptions(CALL, options, OPTIONS);
  const { durability = 'strict', intervalMs = 10, recovery = 'strict', readsAfterPoison = false } = options;
  const { checkpointBytes = 64 * 2 ** 20, segmentBytes = 16 * 2 ** 20, onWarning = emitWarning, fileSystem } = options;
  const { debug = false } = options;
  const directory = directoryOf(options, cwd);
  if (!DURABILITIES.includes(durability)) throw wrong('durability', `one of ${DURABILITIES.join(', ')}`, durability);
  if (recovery !== 'strict' && recovery !== 'point-in-time') {
    throw wrong('recovery', "'strict' or 'point-in-time'", recovery);
  }
  if (typeof onWarning !== 'function') throw wrong('onWarning', 'a function', onWarning);
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
    onWarning,
    fileSystem,
    debug,
  };
}

/** The paths of another file system than the machine's are its own. */
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

/** Callers without types may give anything. */
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
