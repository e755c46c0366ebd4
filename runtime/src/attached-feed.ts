/**
 * `@ecsdb/runtime/attached-feed`: a program that is bundled for browsers imports it, for `onCommit`, `commitsSince` and
 * `watch` of attached databases.
 */

import { createAttachedFeed, createAttachedWatches, provideAttachedFeed } from './threads/index.js';

provideAttachedFeed({ feed: createAttachedFeed, watches: createAttachedWatches });
