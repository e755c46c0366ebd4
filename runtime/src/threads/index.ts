/** Threads: sharing a database with other threads, and attaching to it there. */

export {
  type AttachedCommitListener,
  type AttachedDatabase,
  type AttachOptions,
  attach,
  createAttachedFeed,
  createAttachedWatches,
  type FeedReset,
  type IdSource,
  type PinnedVersion,
  provideAttachedFeed,
  RemoteRecorder,
  type RemoteTransaction,
} from './attached/index.js';
export {
  OperationApplier,
  type RemoteOperations,
  type SharedFeed,
  type ShareOptions,
  Sharing,
  type ThreadStats,
  type ThreadsStats,
} from './owner/index.js';
export { type DatabaseHandle, decodeError, encodeError, requireSharedMemory } from './shared/index.js';
