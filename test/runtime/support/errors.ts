/** Errors that functions throw or promises reject with. */

import { EcsDbError } from '@ecsdb/runtime';
import { expect } from '@jest/globals';

export function errorOf(run: () => unknown): EcsDbError {
  try {
    run();
  } catch (error) {
    if (error instanceof EcsDbError) return error;
    throw error;
  }
  throw new Error('expected an EcsDbError, but nothing was thrown');
}

export async function rejectionOf(promise: Promise<unknown>): Promise<EcsDbError> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(EcsDbError);
  return outcome as EcsDbError;
}

/** Returns what `run` throws, of any type. */
export function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('expected an error, but nothing was thrown');
}
