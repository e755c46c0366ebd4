/** The errors for callers when the log cannot continue. */

import { EcsDbError, type ErrorFacts } from '../errors.js';
import type { LogFailure } from './log-control.js';

/** `waiting`: the first and the last version that are published but not yet on the device. */
export function diskFull(
  directory: string,
  failure: LogFailure | undefined,
  waiting?: readonly [first: number, last: number],
): EcsDbError {
  const [first = 0, last = -1] = waiting ?? [];
  const state =
    first > last
      ? 'Nothing that was acknowledged is lost'
      : `Versions ${first} to ${last} are published and kept in memory, but not on the device. They are lost if ` +
        'the process ends now';
  return new EcsDbError(
    'DISK_FULL',
    `there is no room for the log in ${directory}. ${state}. Reads go on. Make room, then call resume().`,
    { ...factsOf(directory, failure), ...(first > last ? {} : { firstVersion: first, lastVersion: last }) },
  );
}

/** For a `close` that made everything durable except the close frame. */
export function closedWithoutRoom(directory: string, failure: LogFailure | undefined): EcsDbError {
  return new EcsDbError(
    'DISK_FULL',
    `the database in ${directory} was closed without room for the end of its log (${causeOf(failure)}). Every ` +
      'acknowledged commit is on the device; refused commits are not. Make room before you open it again.',
    factsOf(directory, failure),
  );
}

/** For a `close` that could not make everything durable. */
export function notOnTheDevice(
  directory: string,
  failure: LogFailure | undefined,
  firstVersion: number,
  lastVersion: number,
): EcsDbError {
  return new EcsDbError(
    'DURABILITY_UNKNOWN',
    `the database in ${directory} was closed, but versions ${firstVersion} to ${lastVersion} could not be made ` +
      `durable (${causeOf(failure)}). All versions before them are on the device, and the first of these may be, ` +
      'too. Open the database again and check its version.',
    { ...factsOf(directory, failure), firstVersion, lastVersion },
  );
}

/** For commits that were pending. */
export function durabilityUnknown(directory: string, failure: LogFailure | undefined): EcsDbError {
  return new EcsDbError(
    'DURABILITY_UNKNOWN',
    `the log in ${directory} could not be written (${causeOf(failure)}), so this commit may or may not ` +
      'exist after a restart. Close the database, find the cause, open it again and check.',
    factsOf(directory, failure),
  );
}

/** The error of every later call. */
export function poisoned(directory: string, failure: LogFailure | undefined): EcsDbError {
  return new EcsDbError(
    'POISONED',
    `the database in ${directory} accepts nothing since its log could not be written (${causeOf(failure)}). A ` +
      'failed sync is not retried, because the system may have dropped the bytes. Close the database, find the ' +
      'cause, and open it again; everything up to its durableVersion is on the device.',
    factsOf(directory, failure),
  );
}

function causeOf(failure: LogFailure | undefined): string {
  return failure?.message || 'the cause is unknown';
}

function factsOf(directory: string, failure: LogFailure | undefined): ErrorFacts {
  return {
    path: failure?.path || directory,
    ...(failure?.systemCode ? { systemCode: failure.systemCode } : {}),
    ...(failure?.message ? { got: failure.message } : {}),
  };
}
