/**
 * The lock of a directory, made of files `LOCK-<number>`, since Node offers none of the system's.
 *
 * The highest number counts. Who finds it free takes the next one, by linking a complete file to that name, which the system
 * grants once. Numbers never go back: a released lock stays as a file that says so, and a lower one is deleted only by
 * who took a higher one.
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

/** Each further attempt means that somebody else was faster; mostly the next one finds the directory locked. */
const ATTEMPTS_MAX = 100;
/** How long to wait for a killed process to come to its end, and how often to look, in milliseconds. */
const DYING_MS = 2000;
const DYING_STEP_MS = 5;

/** Takes the lock, or throws `LOCKED` with the holder's pid. Other errors are the system's own. */
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

/** Answers the number that was taken, or undefined when somebody else was faster. */
function tryTake(directory: string, draft: Draft, self: Identity): number | undefined {
  const highest = lockNumbers(directory).at(-1);
  if (highest !== undefined && !isFree(directory, highest, draft, self)) return undefined;
  const number = (highest ?? 0) + 1;
  const path = lockPath(directory, number);
  if (!draft.claim(path)) return undefined;
  try {
    // Another holder may have taken and released this number since the previous number was checked. Then that lock file is gone.
    const isLate = highest !== undefined && !exists(lockPath(directory, highest));
    const numbers = lockNumbers(directory);
    if (isLate || numbers.some((other) => other > number)) {
      tryUnlink(path);
      return undefined;
    }
    // From the lowest on: what the check above looks for is the last to go.
    for (const lower of numbers.filter((other) => other < number)) unlinkIfThere(lockPath(directory, lower));
  } catch (error) {
    // This thread lives on, so its lock would count as held. And a holder that was taken for dead would not notice that it has lost the directory.
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

/** False when the lock file is gone by now; throws `LOCKED` when it is held. */
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
