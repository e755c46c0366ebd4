/** Functions that must be done when they return, and are not. */

import { EcsDbError } from './errors.js';

/** True for all that `await` waits for. Functions with a method `then` are such, too. */
export function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  const canHaveMembers = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return canHaveMembers && typeof (value as { then?: unknown }).then === 'function';
}

/** Keeps the rejection of a promise that was refused from being reported a second time. */
export function ignoreRejection(promise: PromiseLike<unknown>): void {
  // In a microtask: `then` may be the caller's code, which could throw, or write while the transaction is open.
  Promise.resolve(promise).catch(() => {});
}

/**
 * Refuses what a callback of `call` returned if that is a promise: after its first `await` it would work on other rows.
 */
export function refusePromise(call: string, result: unknown): void {
  if (!isPromiseLike(result)) return;
  ignoreRejection(result);
  throw new EcsDbError(
    'TRANSACTION_ERROR',
    `an async function, or one that returns a promise, was given to ${call}; what it is given can be used until it ` +
      'returns. Await what is needed first, then give a function that does its work at once.',
  );
}
