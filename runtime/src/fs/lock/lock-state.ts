/** The state of a lock: whether the process and the thread that its file names still have the directory open. */

import { uptime } from '#node-system';
import { parseIsoTime, wallClockMs } from '../../clock.js';
import type { Identity } from './identity.js';
import type { LockRecord } from './lock-record.js';
import { processExists, processStatus, threadStatus } from './process-status.js';

/** How often a holder touches its lock file, in milliseconds. */
export const REFRESH_MS = 2000;
/**
 * How long a lock file must stay untouched until its holder counts as gone, if the system does not say, in
 * milliseconds.
 */
const STALE_MS = 10_000;

/**
 * `free`; `held` by a living thread; `dying`: the process or thread is ending, but its last write may still run; or the
 * system does not say, and the lock becomes free in `freeInMs` unless its holder touches it.
 */
export type LockState = 'free' | 'held' | 'dying' | ByAge;

interface ByAge {
  readonly freeInMs: number;
  /** True if the process is this one, and the system does not say which of its threads live. */
  readonly isOwnProcess: boolean;
}

/**
 * `record` is undefined if unreadable; `ageMs` is the time since the file was touched, by the clock of the file system.
 */
export function lockState(record: LockRecord | undefined, ageMs: number, self: Identity): LockState {
  if (record === undefined) return byAge(ageMs);
  if (record.released) return 'free';
  if (record.host !== self.host || record.machine !== self.machine) return byAge(ageMs);
  if (record.bootId !== self.bootId) {
    // Two systems may have the same host name. The same machine with another boot id was restarted.
    return self.machine === null ? byAge(ageMs) : 'free';
  }
  if (record.pidNamespace !== self.pidNamespace) return byAge(ageMs);
  return byProcess(record, ageMs, self);
}

function byAge(ageMs: number, isOwnProcess = false): 'free' | ByAge {
  // A time in the future means that the clock was set back since the last touch.
  return Math.abs(ageMs) > STALE_MS ? 'free' : { freeInMs: STALE_MS - ageMs, isOwnProcess };
}

function byProcess(record: LockRecord, ageMs: number, self: Identity): LockState {
  if (!processExists(record.pid)) return 'free';
  const status = processStatus(record.pid);
  if (status === undefined || record.startTime === null) {
    // Another process may have the same pid now. Only the start time of the system can show that, and clocks may be
    // wrong.
    const isBeforeStart = parseIsoTime(record.since) < wallClockMs() - uptime() * 1000;
    return isBeforeStart && byAge(ageMs) === 'free' ? 'free' : byThread(record, ageMs, self);
  }
  if (status.startTime !== record.startTime) return 'free';
  if (status.state !== 'Z' && status.state !== 'X') return byThread(record, ageMs, self);
  // The first thread of a killed process ends at once, another thread only after its current system call.
  return status.threadCount > 1 ? 'dying' : 'free';
}

/** For a living process: the lock ends with the thread that holds it. */
function byThread({ pid, tid, threadStartTime }: LockRecord, ageMs: number, self: Identity): LockState {
  if (typeof tid === 'number') {
    const status = threadStatus(pid, tid);
    if (status === undefined || status.startTime !== threadStartTime) return 'free';
    return status.isExiting ? 'dying' : 'held';
  }
  // A lock without a thread is of a version of ecsdb that did not distinguish threads.
  return tid === null && pid === self.pid ? byAge(ageMs, true) : 'held';
}
