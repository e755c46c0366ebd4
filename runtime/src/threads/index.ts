/** Threads: sharing a database with other threads, and attaching to it there. */

export {
  type AttachedDatabase,
  type AttachOptions,
  attach,
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
