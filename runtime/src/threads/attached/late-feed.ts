/**
 * Creating the feed and the watches of an attached thread in a bundle for browsers, which contains their code only if
 * the program imports `@ecsdb/runtime/attached-feed`.
 */

import { EcsDbError } from '../../errors.js';
import type { AttachedFeed, AttachedFeedParts } from './attached-feed.js';
import type { AttachedWatches, AttachedWatchesParts } from './attached-watches.js';

interface Create {
  feed(parts: AttachedFeedParts): AttachedFeed;
  watches(parts: AttachedWatchesParts): AttachedWatches;
}

let create: Create | undefined;

/** Called by `@ecsdb/runtime/attached-feed`. */
export function provideAttachedFeed(given: Create): void {
  create = given;
}

export function createAttachedFeed(parts: AttachedFeedParts): AttachedFeed {
  return provided().feed(parts);
}

export function createAttachedWatches(parts: AttachedWatchesParts): AttachedWatches {
  return provided().watches(parts);
}

function provided(): Create {
  if (create !== undefined) return create;
  throw new EcsDbError(
    'UNSUPPORTED',
    "the bundle does not contain the feed. Import '@ecsdb/runtime/attached-feed' in a program for browsers that uses " +
      'onCommit, commitsSince or watch of an attached database.',
  );
}
