/** Errors of a thread whose owner does not reply. */

import { EcsDbError } from '../../errors.js';
import { ReplayError } from '../../operation/index.js';

export function ownerClosed(): EcsDbError {
  return new EcsDbError('CHANNEL_CLOSED', 'the thread that owns the database has closed it.', {
    outcome: 'not-committed',
  });
}

export function closedBefore(): EcsDbError {
  return new EcsDbError(
    'CHANNEL_CLOSED',
    'the thread that owns the database closed it before it took the transaction. The transaction is not committed.',
    { outcome: 'not-committed' },
  );
}

export function closedMeanwhile(): EcsDbError {
  return new EcsDbError(
    'CHANNEL_CLOSED',
    'the owner closed the database, or its log failed, before it replied to the transaction. Whether the transaction ' +
      'was committed is unknown.',
    { outcome: 'unknown' },
  );
}

export function noReply(timeoutMs: number): EcsDbError {
  return new EcsDbError(
    'TIMEOUT',
    `the owner did not reply within ${timeoutMs} ms. Whether the transaction was or will be committed is unknown.`,
    { expected: `a reply within ${timeoutMs} ms`, outcome: 'unknown' },
  );
}

export function notSent(timeoutMs: number): EcsDbError {
  return new EcsDbError(
    'TIMEOUT',
    `the owner took no transactions within ${timeoutMs} ms, so this one was not sent. It was withdrawn and is not ` +
      'committed.',
    { expected: `space in the ring within ${timeoutMs} ms`, outcome: 'not-committed' },
  );
}

export function noIds(timeoutMs: number): EcsDbError {
  return new EcsDbError(
    'TIMEOUT',
    `the owner reserved no ids for new entities within ${timeoutMs} ms; its thread may be busy. Nothing was sent.`,
    { expected: `ids within ${timeoutMs} ms`, outcome: 'not-committed' },
  );
}

export function laneDamaged(): EcsDbError {
  return new EcsDbError(
    'SERIALIZATION_ERROR',
    'the memory through which this thread sends transactions is damaged, so the owner takes no more of them. Whether ' +
      'the last ones were committed is unknown. Attach again. This is a bug in ecsdb, or the application has ' +
      'overwritten shared memory.',
    { outcome: 'unknown' },
  );
}

export function noFeed(timeoutMs: number): EcsDbError {
  return new EcsDbError(
    'TIMEOUT',
    `the owner did not begin to record commits within ${timeoutMs} ms; its thread may be busy. No listener was added.`,
    { expected: `a feed within ${timeoutMs} ms` },
  );
}

/** Reads the feed, and throws `SERIALIZATION_ERROR` if its memory contains what no owner writes. */
export function soundFeed<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ReplayError)) throw error;
    throw new EcsDbError(
      'SERIALIZATION_ERROR',
      `the memory in which this thread reads commits is damaged: ${error.message}. Listeners of this thread get ` +
        'nothing more. Attach again. This is a bug in ecsdb, or the application has overwritten shared memory.',
      { expected: 'commits as the owner records them', got: error.message },
    );
  }
}
