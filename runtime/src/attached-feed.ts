/**
 * `@ecsdb/runtime/attached-feed`: a program that is bundled for browsers imports it, for `onCommit` and `commitsSince`
 * of attached databases.
 */

import { createAttachedFeed, provideAttachedFeed } from './threads/index.js';

provideAttachedFeed(createAttachedFeed);
