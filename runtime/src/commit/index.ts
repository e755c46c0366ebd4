/** Commit: the queue, groups, order of apply, publication, settlement. */

export type { CommitLog } from './commit-log.js';
export { CommitLoop } from './commit-loop.js';
export type { CommitThreads } from './commit-threads.js';
export type { LatencySummary } from './latency.js';
export type { Request } from './request.js';
