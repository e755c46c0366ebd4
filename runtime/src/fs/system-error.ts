/** Errors of the system: objects with a `code` such as `ENOENT`, and the errors that users get for them. */

import { constants, HAS_NODE } from '#node-system';
import { EcsDbError, type ErrorCode } from '../errors.js';

/** An error like those of the system, for errors that ecsdb itself detects. */
export class FileSystemError extends Error {
  override readonly name = 'FileSystemError';
  readonly code: string;
  readonly syscall: string;
  readonly path: string;
  readonly reason: string | undefined;

  constructor(code: string, syscall: string, path: string, reason?: string) {
    super(`${code}: ${reason === undefined ? '' : `${reason}, `}${syscall} '${path}'`);
    this.code = code;
    this.syscall = syscall;
    this.path = path;
    this.reason = reason;
  }
}

/**
 * Names of system errors by number. Node names most of them itself, and calls the others `UNKNOWN`, for example
 * `EDQUOT`.
 */
const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(HAS_NODE ? constants.errno : {}).map(([name, number]) => [number, name]),
);

/** The code of errors of Node's permission model. */
const DENIED_BY_NODE = 'ERR_ACCESS_DENIED';

/**
 * The system's code of an error, for example `ENOENT`, or `E117` for one without a name; undefined for any other error.
 */
export function systemCodeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, errno } = error as { readonly code?: unknown; readonly errno?: unknown };
  // Node's other codes (`ERR_...`) and those of EcsDbError have an underscore; the system's have none.
  if (typeof code === 'string' && (/^E[A-Z0-9]+$/.test(code) || code === DENIED_BY_NODE)) return code;
  if (typeof errno !== 'number' || errno >= 0) return undefined;
  return NAMES.get(-errno) ?? `E${-errno}`;
}

/** Adds the path of the file to an error: Node does so only for calls with a path, not for calls on open files. */
export function withPath(error: unknown, path: string): unknown {
  if (systemCodeOf(error) === undefined || pathOf(error) !== undefined) return error;
  // By shape and not by class, which differs from realm to realm.
  const { message } = error as { readonly message?: unknown };
  return Object.assign(error as object, { message: `${message} '${path}'`, path });
}

/** The path in an error of the system, if there is one. */
export function pathOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('path' in error)) return undefined;
  return typeof error.path === 'string' && error.path !== '' ? error.path : undefined;
}

/** Node's code for a thread that could not start or has died; undefined for any other error. */
export function threadCodeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' && error.code.startsWith('ERR_WORKER_') ? error.code : undefined;
}

/** True if a write failed for lack of room, which the user can make. */
export function isNoSpace(error: unknown): boolean {
  return isNoSpaceCode(systemCodeOf(error));
}

export function isNoSpaceCode(code: string | undefined): boolean {
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
}

/**
 * The error for users after a system error while ecsdb was `doing` something ("writing the log") to `path`, or to the
 * file in it that the error names: `DISK_FULL`, `ACCESS_DENIED` or `IO_ERROR`. An `EcsDbError` is returned as it is.
 */
export function storageError(error: unknown, doing: string, path: string): EcsDbError {
  if (error instanceof EcsDbError) return error;
  const systemCode = systemCodeOf(error) ?? threadCodeOf(error);
  const at = pathOf(error) ?? path;
  const facts = systemCode === undefined ? { path: at } : { path: at, systemCode };
  const { code, advice } = classify(systemCode);
  return new EcsDbError(code, `${doing} failed at '${at}': ${messageOf(error)}. ${advice}`, facts, { cause: error });
}

function classify(systemCode: string | undefined): { readonly code: ErrorCode; readonly advice: string } {
  if (isNoSpaceCode(systemCode)) {
    return { code: 'DISK_FULL', advice: 'Make room on the device, or raise the quota or the limit on file sizes.' };
  }
  switch (systemCode) {
    case 'EACCES':
    case 'EPERM':
      return {
        code: 'ACCESS_DENIED',
        advice: 'The process must be allowed to read and write the directory and its files.',
      };
    case DENIED_BY_NODE:
      return {
        code: 'ACCESS_DENIED',
        advice:
          "Node's permission model refuses it: allow it to read and write the directory, and to start threads. " +
          'Versions of Node that refuse to sync files under the permission model cannot open a database; run the ' +
          'program without --permission.',
      };
    case 'EROFS':
      return { code: 'ACCESS_DENIED', advice: 'The file system is mounted read-only; mount it for writing.' };
    case 'EMFILE':
    case 'ENFILE':
      return { code: 'IO_ERROR', advice: 'Too many files are open; raise the limit, or close some.' };
    case 'EFTYPE':
    case 'EISDIR':
    case 'ENOTDIR':
    case 'ENOTEMPTY':
    case 'EEXIST':
      return { code: 'IO_ERROR', advice: 'Something else has the name of a file of the database; move it away.' };
    case 'ERR_WORKER_INIT_FAILED':
      return {
        code: 'IO_ERROR',
        advice: 'The system has started no thread: raise the limits on threads and memory, or close other databases.',
      };
    case 'ERR_WORKER_OUT_OF_MEMORY':
      return { code: 'IO_ERROR', advice: 'Give the process more memory.' };
    default:
      return { code: 'IO_ERROR', advice: 'Look at the device and at what the system has logged about it.' };
  }
}

/** The message of an error, with the system's code if Node's text does not contain it. */
export function messageOf(error: unknown): string {
  const given = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  const message = String(given).replace(/\.$/, '');
  const code = systemCodeOf(error);
  return code === undefined || message.includes(code) ? message : `${code} (${message})`;
}
