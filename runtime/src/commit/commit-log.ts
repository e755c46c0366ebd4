/** What committing needs of a log. A database in memory has none. */

import type { EcsDbError } from '../errors.js';
import type { OperationWriter } from '../operation/index.js';

export interface CommitLog {
  /** Begins a group. Its first transaction that changes anything gets this version. */
  begin(firstVersion: number): void;
  /**
   * Records what the running transaction changed, before it ends. Returns the writer, which can abandon it.
   *
   * @throws EcsDbError `CAPACITY_EXCEEDED`; then nothing is recorded
   */
  record(): OperationWriter;
  /** Ends the group and hands it to the log. `count` transactions changed data; if 0, the group is dropped. */
  submit(count: number): void;
  /** The same, and blocks this thread until `isReady`. */
  submitAndWait(count: number): void;
  /**
   * True if the group submitted last has failed, or may be published and acknowledged as the durability promises, and
   * the log has room for another group.
   */
  readonly isReady: boolean;
  /** Calls `then` once, on this thread, after `isReady` has become true. */
  whenReady(then: () => void): void;
  /** Blocks this thread until `isReady`. */
  waitUntilReady(): void;
  /** The reason why the group submitted last must not be published, if so. */
  readonly rejection: EcsDbError | undefined;
  /** Called when the group submitted last was undone. */
  abandonGroup(): void;
  /** The reason why the log accepts nothing any more, if so. */
  readonly refusal: EcsDbError | undefined;
  /** False if the database must not be read any more. */
  readonly isReadable: boolean;
}
