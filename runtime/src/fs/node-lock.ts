/**
 * The lock of a directory, made of files `LOCK-<number>`, because Node has no locks of the system.
 *
 * The highest number counts. A process that finds it free takes the next number by linking a complete file to that
 * name, which succeeds for one process only. Numbers never decrease: a released lock remains as a file that says so,
 * and only the holder of a higher number deletes lower ones.
 */

import { closeSync } from '#node-fs';
import { blockWhile, isoTime } from '../clock.js';
import type { DirectoryLock } from './file-system.js';
import { Draft, removeDrafts } from './lock/draft.js';
import { HeldLock } from './lock/held-lock.js';
import { type Identity, identityOfThisThread } from './lock/identity.js';
import { exists, lockNumbers, lockPath, readLock, tryUnlink, unlinkIfThere } from './lock/lock-files.js';
import type { LockRecord } from './lock/lock-record.js';
import { lockState } from './lock/lock-state.js';
import { lockedError, overrunError } from './lock/locked-error.js';
import { realPath } from './real-path.js';

/** An attempt fails if another process was faster. Usually the next attempt finds the directory locked. */
const ATTEMPTS_MAX = 100;
/** How long to wait for the end of a killed process, and the time between two checks, in milliseconds. */
const DYING_MS = 2000;
const DYING_STEP_MS = 5;

/** Takes the lock, or throws `LOCKED` with the holder's pid. Throws the errors of the system. */
export function takeLock(path: string): DirectoryLock {
  const directory = realPath(path);
  const self = identityOfThisThread();
  const record = { ...self, released: false, since: isoTime() };
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const draft = new Draft(directory, record);
    try {
      const number = tryTake(directory, draft, self);
      if (number !== undefined) {
        removeDrafts(directory);
        return hold(directory, lockPath(directory, number), draft.release(), record);
      }
    } finally {
      draft.dispose();
    }
  }
  throw overrunError(directory);
}

/** Returns the number that was taken, or undefined if another process was faster. */
function tryTake(directory: string, draft: Draft, self: Identity): number | undefined {
  const highest = lockNumbers(directory).at(-1);
  if (highest !== undefined && !isFree(directory, highest, draft, self)) return undefined;
  const number = (highest ?? 0) + 1;
  const path = lockPath(directory, number);
  if (!draft.claim(path)) return undefined;
  try {
    // Another holder may have taken and released this number since the previous number was checked. Then that lock file
    // is gone.
    const isLate = highest !== undefined && !exists(lockPath(directory, highest));
    const numbers = lockNumbers(directory);
    if (isLate || numbers.some((other) => other > number)) {
      tryUnlink(path);
      return undefined;
    }
    // From the lowest on: the file for which the check above looks is deleted last.
    for (const lower of numbers.filter((other) => other < number)) unlinkIfThere(lockPath(directory, lower));
  } catch (error) {
    // This thread lives, so its lock would count as held. And a suspended holder would not notice that it has lost the
    // directory.
    tryUnlink(path);
    throw error;
  }
  return number;
}

/** `fd` is the lock file, open for writing. */
function hold(directory: string, path: string, fd: number, record: LockRecord): HeldLock {
  try {
    return new HeldLock(directory, path, fd, record);
  } catch (error) {
    tryUnlink(path);
    closeSync(fd);
    throw error;
  }
}

/** Returns false if the lock file does not exist any more. Throws `LOCKED` if the lock is held. */
function isFree(directory: string, number: number, draft: Draft, self: Identity): boolean {
  const path = lockPath(directory, number);
  for (let waitedMs = 0; ; waitedMs += DYING_STEP_MS) {
    const found = readLock(path);
    if (found === undefined) return false;
    const state = lockState(found.record, draft.touchedMs - found.touchedMs, self);
    if (state === 'free') return true;
    if (state !== 'dying' || waitedMs >= DYING_MS) throw lockedError(directory, path, found.record, state);
    sleep(DYING_STEP_MS);
  }
}

function sleep(ms: number): void {
  blockWhile(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
