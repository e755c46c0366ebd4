/**
 * Creating the feed in a bundle for browsers, which contains the code of the feed only if the program imports
 * `@ecsdb/runtime/feed`.
 */

import { EcsDbError } from '../errors.js';
import type { Store } from '../table/index.js';
import type { Feed } from './feed.js';
import type { CompleteFeedOptions } from './options.js';

type Create = (store: Store, options: CompleteFeedOptions) => Feed;

let create: Create | undefined;

/** Called by `@ecsdb/runtime/feed`. */
export function provideFeed(given: Create): void {
  create = given;
}

export function createFeed(store: Store, options: CompleteFeedOptions): Feed {
  if (create !== undefined) return create(store, options);
  throw new EcsDbError(
    'UNSUPPORTED',
    "the bundle does not contain the feed. Import '@ecsdb/runtime/feed' in a program for browsers that uses onCommit " +
      'or commitsSince.',
  );
}

export function isFeedAvailable(): boolean {
  return create !== undefined;
}
