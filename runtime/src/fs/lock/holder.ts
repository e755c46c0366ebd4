/** Who has a directory open, for those who only want to know. */

import { wallClockMs } from '../../clock.js';
import { identityOfThisThread } from './identity.js';
import { lockNumbers, lockPath, readLock } from './lock-files.js';
import { lockState } from './lock-state.js';

export interface LockHolder {
  /** Null when the lock does not say, for example because it is just being written. */
  readonly pid: number | null;
  readonly host: string | null;
  /** When the lock was taken, as an ISO date. */
  readonly since: string | null;
  /** False where nobody can ask whether the process lives: in another container, or on another machine. */
  readonly isCertain: boolean;
}

/** `undefined` when nobody holds the directory. Changes nothing. Throws what the system throws. */
export function lockHolder(directory: string): LockHolder | undefined {
  const number = lockNumbers(directory).at(-1);
  const found = number === undefined ? undefined : readLock(lockPath(directory, number));
  if (found === undefined) return undefined;
  const { record, touchedMs } = found;
  // By this machine's clock: asking the one that dates the files would take a file of our own.
  const state = lockState(record, wallClockMs() - touchedMs, identityOfThisThread());
  if (state === 'free') return undefined;
  const { pid = null, host = null, since = null } = record ?? {};
  return { pid, host, since, isCertain: state === 'held' || state === 'dying' };
}
