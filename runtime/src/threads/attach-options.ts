/** What may be asked of `Database.attach` and `share`, checked. */

import { EcsDbError } from '../errors.js';

export interface AttachOptions {
  /**
   * How long `write` waits for the owner's answer, in milliseconds; 30,000 by default. Then it rejects with `TIMEOUT`, and whether the
   * transaction was committed is unknown.
   */
  readonly timeoutMs?: number;
  /**
   * What `write` does while the way to the owner is full: `'wait'` (the default) keeps the transaction until there is room, `'block'`
   * keeps the thread, so that it makes no more than can be taken.
   */
  readonly whenFull?: 'wait' | 'block';
}

export interface ShareOptions {
  /**
   * How long a commit waits for readers in other threads that look at an old version, in milliseconds; 5,000 by default. Then it
   * rejects with `TIMEOUT`, and is not committed.
   */
  readonly readerTimeoutMs?: number;
  /** Bytes of transactions that each thread can have on their way, a power of two from 4 KiB to 64 MiB; 1 MiB by default. */
  readonly ringBytes?: number;
}

const RING_BYTES = 2 ** 20;
const RING_BYTES_MIN = 2 ** 12;
const RING_BYTES_MAX = 2 ** 26;
const READER_TIMEOUT_MS = 5_000;
const TIMEOUT_MS = 30_000;

export function checkedOptions(options: AttachOptions): Required<AttachOptions> {
  const { timeoutMs = TIMEOUT_MS, whenFull = 'wait' } = options;
  requireMilliseconds('timeoutMs', timeoutMs);
  if (whenFull !== 'wait' && whenFull !== 'block') throw wrongOption('whenFull', "'wait' or 'block'", whenFull);
  return { timeoutMs, whenFull };
}

export function checkedShareOptions(options: ShareOptions): Required<ShareOptions> {
  const { readerTimeoutMs = READER_TIMEOUT_MS, ringBytes = RING_BYTES } = options;
  requireMilliseconds('readerTimeoutMs', readerTimeoutMs);
  const isPowerOfTwo = Number.isInteger(Math.log2(ringBytes));
  if (!(isPowerOfTwo && ringBytes >= RING_BYTES_MIN && ringBytes <= RING_BYTES_MAX)) {
    throw wrongOption('ringBytes', `a power of two from ${RING_BYTES_MIN} to ${RING_BYTES_MAX}`, ringBytes);
  }
  return { readerTimeoutMs, ringBytes };
}

function requireMilliseconds(name: string, value: number): void {
  if (typeof value === 'number' && value > 0) return;
  throw wrongOption(name, 'a number of milliseconds above 0', value);
}

function wrongOption(name: string, expected: string, got: unknown): EcsDbError {
  return new EcsDbError('FIELD_TYPE_MISMATCH', `the option ${name} must be ${expected}, and is ${String(got)}.`, {
    expected,
    got: String(got),
  });
}
