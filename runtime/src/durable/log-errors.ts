/** What a log that cannot go on means for those who write. */

import { EcsDbError, type ErrorFacts } from '../errors.js';
import type { LogFailure } from './log-control.js';

export function diskFull(directory: string, failure: LogFailure | undefined): EcsDbError {
  return new EcsDbError(
    'DISK_FULL',
    `there is no room for the log in ${directory}. Nothing that was acknowledged is lost, and reads go on. Make room, then ` +
      'call resume().',
    factsOf(directory, failure),
  );
}

/** For commits that were under way. */
export function durabilityUnknown(directory: string, failure: LogFailure | undefined): EcsDbError {
  return new EcsDbError(
    'DURABILITY_UNKNOWN',
    `the log in ${directory} could not be written (${causeOf(failure)}), so this commit may or may not be there after a ` +
      'restart. Close the database, find out what is wrong with the device, open again and look.',
    factsOf(directory, failure),
  );
}

/** For everything that comes later. */
export function poisoned(directory: string, failure: LogFailure | undefined): EcsDbError {
  return new EcsDbError(
    'POISONED',
    `the database in ${directory} accepts nothing since its log could not be written (${causeOf(failure)}). A sync that ` +
      'failed is not tried again, because the system may have dropped what it should have written. Close the database, ' +
      'find out what is wrong with the device, and open it again; everything acknowledged is there.',
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
