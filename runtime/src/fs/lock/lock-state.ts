/** Whether the process and the thread that a lock file names still have the directory open. */

import { uptime } from '#node-system';
import { parseIsoTime, wallClockMs } from '../../clock.js';
import type { Identity } from './identity.js';
import type { LockRecord } from './lock-record.js';
import { processExists, processStatus, threadStatus } from './process-status.js';

/** How often a holder touches its lock file, in milliseconds. */
export const REFRESH_MS = 2000;
/** How long a lock file must have been left alone, where nothing else tells, until its holder counts as gone. */
const STALE_MS = 10_000;

/**
 * `free`; `held` by a living thread; `dying`: process or thread is ending, but may still be within its last write; or the system does not
 * tell, and the lock becomes free in `freeInMs` unless its holder touches it.
 */
export type LockState = 'free' | 'held' | 'dying' | ByAge;

interface ByAge {
  readonly freeInMs: number;
  /** True when the process is this one, and the system does not tell about its threads. */
  readonly isOwnProcess: boolean;
}

/** `record` is undefined when unreadable; `ageMs` says how long ago the file was touched, by the clock that dates its files. */
export function lockState(record: LockRecord | undefined, ageMs: number, self: Identity): LockState {
  if (record === undefined) return byAge(ageMs);
  if (record.released) return 'free';
  if (record.host !== self.host || record.machine !== self.machine) return byAge(ageMs);
  if (record.bootId !== self.bootId) {
    // Two systems may have the same host name. The same machine twice is one that was started anew.
    return self.machine === null ? byAge(ageMs) : 'free';
  }
  if (record.pidNamespace !== self.pidNamespace) return byAge(ageMs);
  return byProcess(record, ageMs, self);
}

function byAge(ageMs: number, isOwnProcess = false): 'free' | ByAge {
  // A file from the future is one that was not touched since the clock was set back.
  return Math.abs(ageMs) > STALE_MS ? 'free' : { freeInMs: STALE_MS - ageMs, isOwnProcess };
}

function byProcess(record: LockRecord, ageMs: number, self: Identity): LockState {
  if (!processExists(record.pid)) return 'free';
  const status = processStatus(record.pid);
  if (status === undefined || record.startTime === null) {
    // Another process may have got the pid, but only the time of the last start of the system can tell, and clocks are set.
    const isBeforeStart = parseIsoTime(record.since) < wallClockMs() - uptime() * 1000;
    return isBeforeStart && byAge(ageMs) === 'free' ? 'free' : byThread(record, ageMs, self);
  }
  if (status.startTime !== record.startTime) return 'free';
  if (status.state !== 'Z' && status.state !== 'X') return byThread(record, ageMs, self);
  // The first thread of a killed process ends at once, another one not before the system call that it is in.
  return status.threadCount > 1 ? 'dying' : 'free';
}

/** The process lives. What its thread has open ends with the thread. */
function byThread({ pid, tid, threadStartTime }: LockRecord, ageMs: number, self: Identity): LockState {
  if (typeof tid === 'number') {
    const status = threadStatus(pid, tid);
    if (status === undefined || status.startTime !== threadStartTime) return 'free';
    return status.isExiting ? 'dying' : 'held';
  }
  // A lock that does not mention threads is of a version of ecsdb that could not tell them apart.
  return tid === null && pid === self.pid ? byAge(ageMs, true) : 'held';
}
