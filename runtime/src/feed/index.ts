/** The feed: what each commit has changed, for listeners and for programs that continue from an earlier version. */

export { checkCommit } from './check-commit.js';
export { Commit } from './commit.js';
export { createFeed } from './create.js';
export { Decoder } from './decoder.js';
export type { CommitListener, Feed } from './feed.js';
export { type HistorySource, type LoggedCommits, readHistory } from './history.js';
export { provideFeed } from './late-create.js';
export type { Operation, OperationKind } from './operation.js';
export { type CompleteFeedOptions, completeFeedOptions, type FeedOptions } from './options.js';
export type { CommitBytes } from './recording.js';
export { isRingLength } from './ring-memory.js';
export { COMMIT, NOTHING, type RingPlace, RingReader } from './ring-reader.js';
export { NOT_KEPT, versionGone } from './version-gone.js';
