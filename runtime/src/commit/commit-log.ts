/** What the commit loop needs of a log; a database in memory has none. */

import type { EcsDbError } from '../errors.js';

export interface CommitLog {
  /** Begins a group; its first transaction that changes anything will have this version. */
  begin(firstVersion: number): void;
  /**
   * Takes down what the running transaction changed, before it is settled.
   *
   * @throws EcsDbError `CAPACITY_EXCEEDED`, nothing being taken down then
   */
  record(): void;
  /** Ends the group, of so many transactions that changed something, and hands it over; 0 takes it back. */
  submit(count: number): void;
  /**
   * True when what was submitted last may be published and acknowledged, as the durability promises, or has failed; and the
   * log has room for another group.
   */
  readonly isReady: boolean;
  /** Calls `then` once, on this thread, after `isReady` has become true. */
  whenReady(then: () => void): void;
  /** Blocks this thread until `isReady`. */
  waitUntilReady(): void;
  /** Why the group submitted last is not acknowledged, if so; it is not published then. */
  readonly rejection: EcsDbError | undefined;
  /** Called when the group submitted last has been undone. */
  abandonGroup(): void;
  /** Why nothing is accepted any more, if so. */
  readonly refusal: EcsDbError | undefined;
  /** False when not even reads are answered any more. */
  readonly isReadable: boolean;
}
