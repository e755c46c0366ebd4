/** What the thread that writes the log reports when it has failed. */

import { type LockCheck, messageOf, systemCodeOf } from '../fs/index.js';
import type { LogFailure } from './log-control.js';

/** The error if the lock of the directory is lost: then it is the cause of any other failure. */
export function lossOf(lock: LockCheck): unknown {
  try {
    lock.assertHeld();
    return undefined;
  } catch (loss) {
    return loss;
  }
}

export function failureOf(error: unknown): LogFailure {
  const path = typeof error === 'object' && error !== null && 'path' in error ? String(error.path) : '';
  return {
    systemCode: systemCodeOf(error) ?? '',
    path,
    message: messageOf(error),
  };
}
