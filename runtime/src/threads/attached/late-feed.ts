/**
 * Creating the feed of an attached thread in a bundle for browsers, which contains its code only if the program imports
 * `@ecsdb/runtime/attached-feed`.
 */

import { EcsDbError } from '../../errors.js';
import type { AttachedFeed, AttachedFeedParts } from './attached-feed.js';

type Create = (parts: AttachedFeedParts) => AttachedFeed;

let create: Create | undefined;

/** Called by `@ecsdb/runtime/attached-feed`. */
export function provideAttachedFeed(given: Create): void {
  create = given;
}

export function createAttachedFeed(parts: AttachedFeedParts): AttachedFeed {
  if (create !== undefined) return create(parts);
  throw new EcsDbError(
    'UNSUPPORTED',
    "the bundle does not contain the feed. Import '@ecsdb/runtime/attached-feed' in a program for browsers that uses " +
      'onCommit or commitsSince of an attached database.',
  );
}
