/** Functions that must be done when they return, and are not. */

import { EcsDbError } from './errors.js';

export function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

/** Refuses what a callback of `call` returned if that is a promise: after its first `await` it would work on other rows. */
export function refusePromise(call: string, result: unknown): void {
  if (!isPromiseLike(result)) return;
  // Whatever becomes of the promise, the caller gets the error below; a second report would only confuse.
  result.then(undefined, () => {});
  throw new EcsDbError(
    'TRANSACTION_ERROR',
    `an async function, or one that returns a promise, was given to ${call}; what it is given can be used until it returns. Await what is ` +
      'needed first, then give a function that does its work at once.',
  );
}
