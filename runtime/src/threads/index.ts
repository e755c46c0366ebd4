/** Threads: sharing a database with other threads, and attaching to it there. */

export {
  AttachedDatabase,
  type AttachOptions,
  type IdSource,
  type PinnedVersion,
  RemoteRecorder,
  type RemoteTransaction,
} from './attached/index.js';
export {
  OperationApplier,
  type RemoteOperations,
  type ShareOptions,
  Sharing,
  type ThreadStats,
  type ThreadsStats,
} from './owner/index.js';
export { type DatabaseHandle, decodeError, encodeError } from './shared/index.js';
