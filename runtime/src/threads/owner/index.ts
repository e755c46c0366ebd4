/** The owner's part: it shares its database, serves lanes, and waits for readers. */

export { OperationApplier, type RemoteOperations } from './accepted-operations.js';
export type { SharedFeed } from './feed-wishes.js';
export type { ShareOptions } from './share-options.js';
export { Sharing, type ThreadStats, type ThreadsStats } from './sharing.js';
