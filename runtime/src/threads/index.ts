/** Threads: sharing a database with other threads, and attaching to it there. */

export { OperationApplier, type RemoteOperations } from './apply-operations.js';
export type { AttachOptions, ShareOptions } from './attach-options.js';
export { AttachedDatabase } from './attached-database.js';
export { decodeError, encodeError } from './error-json.js';
export type { DatabaseHandle } from './handle.js';
export type { RemoteTransaction } from './remote-transaction.js';
export { type IdSource, RemoteRecorder } from './remote-transaction.js';
export { Sharing } from './sharing.js';
export type { Snapshot } from './snapshot.js';
export type { ThreadStats, ThreadsStats } from './stats.js';
