/** `@ecsdb/runtime/threads`: sharing a database with other threads, and attaching to it there. */

export { share } from './database/share.js';
export {
  type AttachedCommitListener,
  type AttachedDatabase,
  type AttachOptions,
  attach,
  type DatabaseHandle,
  type FeedReset,
  type PinnedVersion,
  type RemoteTransaction,
  type ShareOptions,
} from './threads/index.js';
