/** The errors for a directory that is locked. */

import { EcsDbError } from '../../errors.js';
import type { LockRecord } from './lock-record.js';
import type { LockState } from './lock-state.js';

export function lockedError(
  directory: string,
  lockFile: string,
  record: LockRecord | undefined,
  state: Exclude<LockState, 'free'>,
): EcsDbError {
  if (record === undefined) {
    return new EcsDbError(
      'LOCKED',
      `'${directory}' is locked by '${lockFile}', which contains no holder; perhaps it is being written. ` +
        `${waitFor(state)}`,
      { path: directory },
    );
  }
  const { pid, since, host } = record;
  return new EcsDbError('LOCKED', `${sentence()} One process at a time can have a database open.${advice()}`, {
    path: directory,
    pid,
  });

  function sentence(): string {
    if (typeof state === 'object' && state.isOwnProcess) {
      return `'${directory}' is open in this very process (${pid}) since ${since}, in a thread that may have ended.`;
    }
    if (typeof state === 'object') {
      const place = `host '${host}', in another container or on another machine`;
      return `'${directory}' is open in process ${pid} of ${place}, since ${since}.`;
    }
    if (pid === process.pid) return `'${directory}' is open in this very process (${pid}) since ${since}.`;
    return `'${directory}' is open in process ${pid} since ${since}.`;
  }

  function advice(): string {
    if (typeof state === 'object') {
      const holder = state.isOwnProcess ? 'thread has ended' : 'process was killed';
      return ` Close it there; if that ${holder}: ${waitFor(state)}`;
    }
    const close =
      pid === process.pid
        ? 'Close it first, or use the one that is open; other threads attach to it with what share() returns for it, ' +
          'and use write().'
        : 'Close it there, or end that process.';
    return ` ${close} If this is a copy of a directory that was open, the lock came with it: delete '${lockFile}'.`;
  }
}

export function overrunError(directory: string): EcsDbError {
  return new EcsDbError('LOCKED', `other processes took the lock of '${directory}' again and again. Try again later.`, {
    path: directory,
  });
}

function waitFor(state: Exclude<LockState, 'free'>): string {
  const seconds = typeof state === 'object' ? Math.max(1, Math.ceil(state.freeInMs / 1000)) : 1;
  return `try again in ${seconds} s.`;
}
