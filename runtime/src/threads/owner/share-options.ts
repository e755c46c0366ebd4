/** The options of `share()`, and their check. */

import { EcsDbError } from '../../errors.js';
import { requireMilliseconds, requireOptions, wrongOption } from '../../options.js';
import { isRequestRingBytes, REQUEST_RING_BYTES_MAX, REQUEST_RING_BYTES_MIN } from '../lane/index.js';

export interface ShareOptions {
  /**
   * How long a commit waits for readers of an old version in other threads, in milliseconds; 5,000 by default. After
   * that, the commit rejects with `TIMEOUT` and changes nothing.
   */
  readonly readerTimeoutMs?: number;
  /** Bytes of pending transactions that each thread can have, a power of two from 4 KiB to 64 MiB; 1 MiB by default. */
  readonly ringBytes?: number;
  /**
   * Copies of all rows: 2 by default. With 3, which take half as much memory more, a commit waits only if threads have
   * pinned two old versions at the same time, and not for one.
   */
  readonly sides?: 2 | 3;
}

const RING_BYTES = 2 ** 20;
const READER_TIMEOUT_MS = 5_000;
const SIDES = 2;

const SHARE = 'share()';
const SHARE_OPTIONS: readonly (keyof ShareOptions)[] = ['readerTimeoutMs', 'ringBytes', 'sides'];
const RING_SIZES = `a power of two from ${REQUEST_RING_BYTES_MIN} to ${REQUEST_RING_BYTES_MAX}`;

export function checkedShareOptions(options: ShareOptions): Required<ShareOptions> {
  requireOptions(SHARE, options, SHARE_OPTIONS);
  const { readerTimeoutMs = READER_TIMEOUT_MS, ringBytes = RING_BYTES, sides = SIDES } = options;
  requireMilliseconds(SHARE, 'readerTimeoutMs', readerTimeoutMs);
  if (!isRequestRingBytes(ringBytes)) throw wrongOption(SHARE, 'ringBytes', RING_SIZES, ringBytes);
  if (sides !== 2 && sides !== 3) throw wrongOption(SHARE, 'sides', '2 or 3', sides);
  return { readerTimeoutMs, ringBytes, sides };
}

/** Throws `INVALID_OPTION` if options of a later `share()` differ from those of the first call, which are in effect. */
export function requireSameOptions(first: Required<ShareOptions>, options: ShareOptions): void {
  checkedShareOptions(options);
  for (const name of SHARE_OPTIONS) {
    const value = options[name];
    if (value === undefined || value === first[name]) continue;
    throw new EcsDbError(
      'INVALID_OPTION',
      `share() got ${name} ${value}, but the database is shared already with ${name} ${first[name]}. Pass options to ` +
        'the first call only; later calls without options return the same handle.',
      { option: name, expected: String(first[name]), got: String(value) },
    );
  }
}
