/** A lock file under a temporary name, which is complete before it becomes the lock. */

import { closeSync, fdatasyncSync, fstatSync, linkSync, openSync, readdirSync, writeSync } from '#node-fs';
import { randomBytes } from '#node-system';
import { joinPath } from '../path.js';
import { FileSystemError, systemCodeOf, withPath } from '../system-error.js';
import { statOpen, tryUnlink } from './lock-files.js';
import { encodeLockRecord, type LockRecord } from './lock-record.js';

/** Codes of file systems without links. If a code has another reason, creating the lock file fails as well. */
const NO_LINKS: ReadonlySet<string | undefined> = new Set([
  'EPERM',
  'EACCES',
  'EINVAL',
  'ENOSYS',
  'ENOTSUP',
  'EOPNOTSUPP',
]);

const DRAFT_NAME = /^LOCK-\d+-[0-9a-f]{12}\.tmp$/;

/**
 * Deletes the drafts of processes that were killed while they took the lock. Must be called by the holder: a process
 * that is taking the lock and loses its draft retries, and finds the directory locked.
 */
export function removeDrafts(directory: string): void {
  try {
    for (const name of readdirSync(directory)) if (DRAFT_NAME.test(name)) tryUnlink(joinPath(directory, name));
  } catch {
    // The next holder tries again.
  }
}

export class Draft {
  readonly path: string;
  /** When the file was written, by the clock of the file system, which on a network is not this machine's clock. */
  readonly touchedMs: number;
  readonly #bytes: Uint8Array;
  #fd: number | undefined;

  constructor(directory: string, record: LockRecord) {
    this.path = joinPath(directory, `LOCK-${record.pid}-${randomBytes(6).toString('hex')}.tmp`);
    this.#bytes = encodeLockRecord(record);
    this.#fd = openSync(this.path, 'wx');
    try {
      this.touchedMs = fill(this.#fd, this.path, this.#bytes);
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /**
   * Gives the file the name `target`. Returns false if the name exists already, or if another holder has deleted this
   * draft.
   */
  claim(target: string): boolean {
    try {
      linkSync(this.path, target);
      return true;
    } catch (error) {
      const code = systemCodeOf(error);
      if (code === 'EEXIST') return this.#hasTwoNames();
      if (code === 'ENOENT') return false;
      if (NO_LINKS.has(code)) return this.#create(target);
      if (this.#hasTwoNames()) tryUnlink(target);
      throw error;
    }
  }

  /** Passes the open file to the caller. */
  release(): number {
    const fd = this.#fd as number;
    this.#fd = undefined;
    return fd;
  }

  dispose(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
    tryUnlink(this.path);
  }

  /** On a network, a link may be made and the reply lost; then the retry finds that the name exists. */
  #hasTwoNames(): boolean {
    return this.#fd !== undefined && statOpen(this.#fd, this.path).nlink === 2;
  }

  /** For file systems without links: makes a file that is empty for a moment, which counts as held. */
  #create(target: string): boolean {
    let fd: number;
    try {
      fd = openSync(target, 'wx');
    } catch (error) {
      if (systemCodeOf(error) === 'EEXIST') return false;
      throw error;
    }
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = fd;
    try {
      fill(fd, target, this.#bytes);
      return true;
    } catch (error) {
      tryUnlink(target);
      throw error;
    }
  }
}

/** Returns when the file was written. */
function fill(fd: number, path: string, bytes: Uint8Array): number {
  try {
    // The system does not split such a short write, unless a quota or the disk is full in the middle of it.
    const written = writeSync(fd, bytes, 0, bytes.length, 0);
    if (written < bytes.length) throw partlyWritten(path, written, bytes.length);
    fdatasyncSync(fd);
    return fstatSync(fd).mtimeMs;
  } catch (error) {
    throw withPath(error, path);
  }
}

function partlyWritten(path: string, written: number, length: number): Error {
  return new FileSystemError('EIO', 'write', path, `only ${written} of ${length} bytes of the lock were written`);
}
