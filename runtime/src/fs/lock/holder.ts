/** The current holder of a directory's lock, for callers that do not want to take it. */

import { wallClockMs } from '../../clock.js';
import { identityOfThisThread } from './identity.js';
import { lockNumbers, lockPath, readLock } from './lock-files.js';
import { lockState } from './lock-state.js';

export interface LockHolder {
  /** Null if the lock does not say, for example because it is being written. */
  readonly pid: number | null;
  readonly host: string | null;
  /** When the lock was taken, as an ISO date. */
  readonly since: string | null;
  /**
   * False if this process cannot check whether the holder lives, because it is in another container or on another
   * machine.
   */
  readonly isCertain: boolean;
}

/** `undefined` if the directory is not locked. Changes nothing. Throws the errors of the system. */
export function lockHolder(directory: string): LockHolder | undefined {
  const number = lockNumbers(directory).at(-1);
  const found = number === undefined ? undefined : readLock(lockPath(directory, number));
  if (found === undefined) return undefined;
  const { record, touchedMs } = found;
  // By this machine's clock: reading the clock of the file system would need a new file.
  const state = lockState(record, wallClockMs() - touchedMs, identityOfThisThread());
  if (state === 'free') return undefined;
  const { pid = null, host = null, since = null } = record ?? {};
  return { pid, host, since, isCertain: state === 'held' || state === 'dying' };
}
