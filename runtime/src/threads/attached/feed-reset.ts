/** What listeners of attached threads get. */

import type { Commit } from '../../feed/index.js';

/**
 * Commits were lost, because this thread was too slow: the owner has overwritten them. Read the present state, which is
 * of `version` or later. The next commit that the listener gets comes after `version`.
 */
export interface FeedReset {
  readonly reset: true;
  /** The last version that is not delivered. */
  readonly version: number;
}

/** `commit.reset` tells which of the two it is. */
export type AttachedCommitListener = (commit: Commit | FeedReset) => void;
