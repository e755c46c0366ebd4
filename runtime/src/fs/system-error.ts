/** Errors of the system: objects with a `code` such as `ENOENT`, and what they become for users. */

import { EcsDbError, type ErrorCode } from '../errors.js';

/** An error that looks as the system's own do, for file systems that have no system below them. */
export class FileSystemError extends Error {
  override readonly name = 'FileSystemError';
  readonly code: string;
  readonly syscall: string;
  readonly path: string;

  constructor(code: string, syscall: string, path: string, reason?: string) {
    super(`${code}: ${reason === undefined ? '' : `${reason}, `}${syscall} '${path}'`);
    this.code = code;
    this.syscall = syscall;
    this.path = path;
  }
}

/** The system's code that an error bears, for example `ENOENT`; undefined for any other error. */
export function systemCodeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  const { code } = error;
  // Node's own codes (`ERR_...`) and those of EcsDbError have an underscore; the system's have none.
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
}

/** True when a write failed for lack of room, which somebody can make. */
export function isNoSpace(error: unknown): boolean {
  const code = systemCodeOf(error);
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
}

/**
 * What a user is told when the system failed while ecsdb was `doing` something ("writing the log") to `path`: `DISK_FULL`,
 * `ACCESS_DENIED` or `IO_ERROR`. An error that is the user's already stays as it is.
 */
export function storageError(error: unknown, doing: string, path: string): EcsDbError {
  if (error instanceof EcsDbError) return error;
  const systemCode = systemCodeOf(error);
  const reason = messageOf(error);
  const facts = systemCode === undefined ? { path } : { path, systemCode };
  const { code, advice } = verdictOn(error, systemCode);
  return new EcsDbError(code, `${doing} failed at '${path}': ${reason}. ${advice}`, facts, { cause: error });
}

function verdictOn(error: unknown, systemCode: string | undefined): { code: ErrorCode; advice: string } {
  if (isNoSpace(error)) {
    return { code: 'DISK_FULL', advice: 'Make room on the device, or raise the quota or the limit on file sizes.' };
  }
  switch (systemCode) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return {
        code: 'ACCESS_DENIED',
        advice: 'The process must be allowed to read and write the directory and its files.',
      };
    case 'EMFILE':
    case 'ENFILE':
      return { code: 'IO_ERROR', advice: 'Too many files are open; raise the limit, or close some.' };
    default:
      return { code: 'IO_ERROR', advice: 'Look at the device and at what the system has logged about it.' };
  }
}

function messageOf(error: unknown): string {
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  return String(message).replace(/\.$/, '');
}
