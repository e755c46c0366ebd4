/** Creating the feed and the watches of an attached thread. */

import { AttachedFeed, type AttachedFeedParts } from './attached-feed.js';
import { AttachedWatches, type AttachedWatchesParts } from './attached-watches.js';

export function createAttachedFeed(parts: AttachedFeedParts): AttachedFeed {
  return new AttachedFeed(parts);
}

export function createAttachedWatches(parts: AttachedWatchesParts): AttachedWatches {
  return new AttachedWatches(parts);
}
