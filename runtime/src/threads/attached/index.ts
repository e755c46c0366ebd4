/** An attached thread's part: it reads the owner's memory under a pin, and sends transactions to the owner. */

export type { AttachOptions } from './attach-options.js';
export { type AttachedDatabase, attach } from './attached-database.js';
export { createAttachedFeed, createAttachedWatches } from './create-feed.js';
export type { AttachedCommitListener, FeedReset } from './feed-reset.js';
export type { IdSource } from './id-stock.js';
export { provideAttachedFeed } from './late-feed.js';
export type { PinnedVersion } from './pinned-version.js';
export { RemoteRecorder } from './remote-recorder.js';
export type { RemoteTransaction } from './remote-transaction.js';
