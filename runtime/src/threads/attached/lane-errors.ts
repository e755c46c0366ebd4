/** What a thread is told when its owner does not answer. */

import { EcsDbError } from '../../errors.js';

export function ownerClosed(): EcsDbError {
  return new EcsDbError('CHANNEL_CLOSED', 'the database was closed by the thread that owns it.', {
    outcome: 'not-committed',
  });
}

export function closedBefore(): EcsDbError {
  return new EcsDbError(
    'CHANNEL_CLOSED',
    'the database was closed by the thread that owns it before it took the transaction, which is not committed.',
    { outcome: 'not-committed' },
  );
}

export function closedMeanwhile(): EcsDbError {
  return new EcsDbError(
    'CHANNEL_CLOSED',
    'the database was closed, or its log has failed, before the transaction was answered. Whether it was committed is unknown.',
    { outcome: 'unknown' },
  );
}

export function noAnswer(timeoutMs: number): EcsDbError {
  return new EcsDbError(
    'TIMEOUT',
    `the owner has not answered within ${timeoutMs} ms. Whether the transaction was, or will be, committed is unknown.`,
    { expected: `an answer within ${timeoutMs} ms`, outcome: 'unknown' },
  );
}

export function notSent(timeoutMs: number): EcsDbError {
  return new EcsDbError(
    'TIMEOUT',
    `the owner has taken no transactions within ${timeoutMs} ms, and this one was still waiting to be sent. It was withdrawn and is not ` +
      'committed.',
    { expected: `space in the ring within ${timeoutMs} ms`, outcome: 'not-committed' },
  );
}

export function noIds(timeoutMs: number): EcsDbError {
  return new EcsDbError(
    'TIMEOUT',
    `the owner has reserved no ids for new entities within ${timeoutMs} ms; its thread may be busy. Nothing was sent.`,
    { expected: `ids within ${timeoutMs} ms`, outcome: 'not-committed' },
  );
}

export function laneDamaged(): EcsDbError {
  return new EcsDbError(
    'SERIALIZATION_ERROR',
    'the owner has found the memory through which this thread sends transactions damaged, and listens to it no longer. Whether what was ' +
      'sent last was committed is unknown. Attach again; this is a bug in ecsdb, or something has overwritten shared memory.',
    { outcome: 'unknown' },
  );
}
