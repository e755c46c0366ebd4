/** What may be asked of `Database.attach` and `share`, checked. */

import { EcsDbError } from '../errors.js';
import { requireBoolean, requireMilliseconds, requireOptions, wrongOption } from '../options.js';

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
  /** Debug mode for what this thread reads, as in the options of `Database.open`; the owner's is its own. `false` by default. */
  readonly debug?: boolean;
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

const ATTACH = 'Database.attach';
const ATTACH_OPTIONS: readonly (keyof AttachOptions)[] = ['timeoutMs', 'whenFull', 'debug'];
const SHARE = 'share()';
const SHARE_OPTIONS: readonly (keyof ShareOptions)[] = ['readerTimeoutMs', 'ringBytes'];

export function checkedOptions(options: AttachOptions): Required<AttachOptions> {
  requireOptions(ATTACH, options, ATTACH_OPTIONS);
  const { timeoutMs = TIMEOUT_MS, whenFull = 'wait', debug = false } = options;
  requireMilliseconds(ATTACH, 'timeoutMs', timeoutMs);
  if (whenFull !== 'wait' && whenFull !== 'block') throw wrongOption(ATTACH, 'whenFull', "'wait' or 'block'", whenFull);
  requireBoolean(ATTACH, 'debug', debug);
  return { timeoutMs, whenFull, debug };
}

export function checkedShareOptions(options: ShareOptions): Required<ShareOptions> {
  requireOptions(SHARE, options, SHARE_OPTIONS);
  const { readerTimeoutMs = READER_TIMEOUT_MS, ringBytes = RING_BYTES } = options;
  requireMilliseconds(SHARE, 'readerTimeoutMs', readerTimeoutMs);
  if (!isRingBytes(ringBytes)) {
    throw wrongOption(SHARE, 'ringBytes', `a power of two from ${RING_BYTES_MIN} to ${RING_BYTES_MAX}`, ringBytes);
  }
  return { readerTimeoutMs, ringBytes };
}

/** Refuses options of a later `share()` that differ from those of the first, which count. */
export function requireSameOptions(first: Required<ShareOptions>, options: ShareOptions): void {
  checkedShareOptions(options);
  for (const name of SHARE_OPTIONS) {
    const value = options[name];
    if (value === undefined || value === first[name]) continue;
    throw new EcsDbError(
      'INVALID_OPTION',
      `the database is shared already, with ${name} ${first[name]}, and share() was called again with ${value}. Give the options with the ` +
        'first call; call share() without options to get the handle again.',
      { option: name, expected: String(first[name]), got: String(value) },
    );
  }
}

export function isRingBytes(bytes: unknown): bytes is number {
  if (typeof bytes !== 'number' || !Number.isInteger(Math.log2(bytes))) return false;
  return bytes >= RING_BYTES_MIN && bytes <= RING_BYTES_MAX;
}
