/** Creating the feed of an attached thread. */

import { AttachedFeed, type AttachedFeedParts } from './attached-feed.js';

export function createAttachedFeed(parts: AttachedFeedParts): AttachedFeed {
  return new AttachedFeed(parts);
}
