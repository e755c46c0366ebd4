/** Commit: the queue, groups, order of apply, publication, settlement. */

export { CommitLoop } from './commit-loop.js';
export type { LatencySummary } from './latency.js';
