/** The options of `share()`, and their check. */

import { EcsDbError } from '../../errors.js';
import { requireMilliseconds, requireOptions, wrongOption } from '../../options.js';
import { isRequestBytes, REQUEST_BYTES_MAX, REQUEST_BYTES_MIN } from '../lane/index.js';

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
const READER_TIMEOUT_MS = 5_000;

const SHARE = 'share()';
const SHARE_OPTIONS: readonly (keyof ShareOptions)[] = ['readerTimeoutMs', 'ringBytes'];

export function checkedShareOptions(options: ShareOptions): Required<ShareOptions> {
  requireOptions(SHARE, options, SHARE_OPTIONS);
  const { readerTimeoutMs = READER_TIMEOUT_MS, ringBytes = RING_BYTES } = options;
  requireMilliseconds(SHARE, 'readerTimeoutMs', readerTimeoutMs);
  if (!isRequestBytes(ringBytes)) {
    throw wrongOption(
      SHARE,
      'ringBytes',
      `a power of two from ${REQUEST_BYTES_MIN} to ${REQUEST_BYTES_MAX}`,
      ringBytes,
    );
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
