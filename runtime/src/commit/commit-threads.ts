/** What the commit loop needs of other threads, once the database is shared with any. */

import type { EcsDbError } from '../errors.js';
import type { Request } from './request.js';

export interface CommitThreads {
  /** True when transactions from other threads wait to be taken. */
  readonly hasRequests: boolean;
  /** From now on, only transactions that have arrived by now count: threads may send others without end. */
  endRequests(): void;
  /** The next of them. What it was made of is gone when the one after it is taken. */
  take(): Request | undefined;
  /** Called after outcomes were told to requests that `take` gave. */
  told(): void;
  /** Called now and then while nothing is applied that is not published. */
  rest(): void;
  /**
   * Called when the loop does not look for requests any more until `CommitLoop.hear` is called: because there are none, or because it is
   * held up and cannot take any.
   */
  idle(isHeldUp: boolean): void;
  /** From now on nothing may be read, because the log has failed. */
  setUnreadable(): void;
  /** True when the working side has caught up before a thread could sleep and be woken. */
  catchUpSoon(): boolean;
  /** Calls `then` once the working side has caught up, or with why it could not. */
  whenCaughtUp(then: (failure: EcsDbError | undefined) => void): void;
  /** Blocks until the working side has caught up; answers why it could not. */
  waitUntilCaughtUp(): EcsDbError | undefined;
}
