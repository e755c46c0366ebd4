/** `@ecsdb/runtime/feed`: a program that is bundled for browsers imports it, for `onCommit` and `commitsSince`. */

import { createFeed, provideFeed } from './feed/index.js';

provideFeed(createFeed);
