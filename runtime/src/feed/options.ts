/** The options of the feed, and their checks. */

import { type OnError, warn } from '../listener.js';
import { requireOptions, wrongOption } from '../options.js';

const MAX_BYTES = 8 * 2 ** 20;
const LARGEST = 2 ** 30;

/** Options of `Database.memory` and `Database.open` for the feed. */
export interface FeedOptions {
  readonly feed?: {
    /** Bytes of commits that are kept for `commitsSince`, from 0 to 2^30; the default is 8 MiB. */
    readonly maxBytes?: number;
  };
  /**
   * Called with what a listener of `onCommit` or `watch` has thrown. The default emits a process warning, or reports it
   * as an uncaught error where there is no process.
   */
  readonly onError?: OnError;
}

export interface CompleteFeedOptions {
  readonly maxBytes: number;
  readonly onError: OnError;
}

/** `call` is the method that takes the options. */
export function completeFeedOptions(call: string, { feed = {}, onError = warn }: FeedOptions): CompleteFeedOptions {
  requireOptions(`feed of ${call}`, feed, ['maxBytes']);
  const { maxBytes = MAX_BYTES } = feed;
  if (!Number.isInteger(maxBytes) || maxBytes < 0 || maxBytes > LARGEST) {
    throw wrongOption(call, 'feed.maxBytes', `an integer from 0 to ${LARGEST}`, maxBytes);
  }
  if (typeof onError !== 'function') throw wrongOption(call, 'onError', 'a function', onError);
  return { maxBytes: maxBytes & -8, onError };
}
