/** A lock that this process holds: touched now and then, and marked as released in the end. */

import { closeSync, dirname, fstatSync, renameSync, statSync, writeSync } from '#node-fs';
import { clearRepeatingTimer, setRepeatingTimer } from '../../clock.js';
import type { DirectoryLock } from '../file-system.js';
import { Draft } from './draft.js';
import { exists } from './lock-files.js';
import { encodeLockRecord, type LockRecord } from './lock-record.js';
import { REFRESH_MS } from './verdict.js';

export class HeldLock implements DirectoryLock {
  onLost?: () => void;
  readonly #path: string;
  readonly #record: LockRecord;
  readonly #timer: NodeJS.Timeout;
  #fd: number | undefined;

  /** `fd` is the lock file, open for writing. */
  constructor(path: string, fd: number, record: LockRecord) {
    this.#path = path;
    this.#fd = fd;
    this.#record = record;
    this.#timer = setRepeatingTimer(() => this.#touch(), REFRESH_MS);
    this.#timer.unref();
  }

  release(): void {
    const fd = this.#fd;
    if (fd === undefined) return;
    clearRepeatingTimer(this.#timer);
    this.#fd = undefined;
    try {
      // Whoever deleted the directory, or took this process for dead, needs no release.
      if (exists(this.#path)) this.#markReleased(fd);
    } finally {
      closeSync(fd);
    }
  }

  #markReleased(fd: number): void {
    const record = { ...this.#record, released: true };
    try {
      replace(this.#path, record);
    } catch {
      // On a full device no file can be made, but this one can be overwritten, if not at a stroke.
      const bytes = encodeLockRecord(record);
      writeSync(fd, bytes, 0, bytes.length, 0);
    }
  }

  /** Writes the same bytes again: so the time is that of the file server, if there is one. */
  #touch(): void {
    if (this.#fd === undefined) return;
    if (!isAt(this.#path, this.#fd)) {
      clearRepeatingTimer(this.#timer);
      this.onLost?.();
      return;
    }
    const bytes = encodeLockRecord(this.#record);
    try {
      writeSync(this.#fd, bytes, 0, bytes.length, 0);
    } catch {
      // A device that fails will be noticed by those who write data.
    }
  }
}

/** True when the path still leads to the open file. */
function isAt(path: string, fd: number): boolean {
  const there = statSync(path, { throwIfNoEntry: false });
  const held = fstatSync(fd);
  return there !== undefined && there.ino === held.ino && there.dev === held.dev;
}

function replace(path: string, record: LockRecord): void {
  const draft = new Draft(dirname(path), record);
  try {
    renameSync(draft.path, path);
  } finally {
    draft.dispose();
  }
}
