/** Creating the feed of a database. */

import type { Store } from '../table/index.js';
import { Feed } from './feed.js';
import type { CompleteFeedOptions } from './options.js';

/** `version` is the last one, which is not recorded. */
export function createFeed(store: Store, options: CompleteFeedOptions, version: number): Feed {
  return new Feed(store, options, version);
}
