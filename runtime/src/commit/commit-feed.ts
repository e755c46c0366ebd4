/** What committing needs of the feed. A database whose commits are not recorded has none. */

import type { OperationWriter } from '../operation/index.js';

export interface CommitFeed {
  /**
   * Records what the running transaction changed, before it ends. `logged` is the log's writer, if it has just written
   * the same operations.
   *
   * @throws EcsDbError `CAPACITY_EXCEEDED`; then nothing is recorded
   */
  record(logged: OperationWriter | undefined): void;
  /** Called when the recorded transactions are about to be published. The first of them has this version. */
  publish(firstVersion: number): void;
  /** Called when the recorded transactions were undone. */
  discard(): void;
  /** Calls the listeners with what was published. Does nothing when a listener has caused the call. */
  deliver(): void;
}
