/** Errors of a thread whose owner does not reply. */

import { EcsDbError } from '../../errors.js';

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
