/** The error that a function throws, for tests that look at its code and facts. */

import { EcsDbError } from '@ecsdb/runtime';
import { expect } from '@jest/globals';

export function errorOf(run: () => unknown): EcsDbError {
  try {
    run();
  } catch (error) {
    if (error instanceof EcsDbError) return error;
    throw error;
  }
  throw new Error('expected an EcsDbError, and nothing was thrown');
}

export async function rejectionOf(promise: Promise<unknown>): Promise<EcsDbError> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(EcsDbError);
  return outcome as EcsDbError;
}

/** What a function throws that is no error of ours. */
export function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
