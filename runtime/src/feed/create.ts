/** Creating the feed of a database. */

import type { Store } from '../table/index.js';
import { Feed } from './feed.js';
import type { CompleteFeedOptions } from './options.js';

export function createFeed(store: Store, options: CompleteFeedOptions): Feed {
  return new Feed(store, options);
}

/** False in a bundle without the feed. */
export function isFeedAvailable(): boolean {
  return true;
}
