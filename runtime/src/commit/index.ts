/** Commit: the queue of pending transactions, groups, and the order in which they are applied, logged and published. */

export type { CommitFeed } from './commit-feed.js';
export type { CommitLog } from './commit-log.js';
export { CommitLoop } from './commit-loop.js';
export type { CommitWatches } from './commit-watches.js';
export type { LatencySummary } from './latency.js';
export type { OtherThreads } from './other-threads.js';
export type { Request } from './request.js';
