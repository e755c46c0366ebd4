/** What committing needs of other threads, once the database is shared with any. */

import type { EcsDbError } from '../errors.js';
import type { Request } from './request.js';

/** Transactions that other threads send. */
export interface RemoteRequests {
  /** True when transactions from other threads are pending. */
  readonly hasRequests: boolean;
  /** From now on, only transactions that have arrived by now are taken, because threads may send others without end. */
  endRequests(): void;
  /** The next pending transaction. The memory that it was read from is valid until the next call. */
  take(): Request | undefined;
  /** Called after requests from `take` were resolved or rejected: sends the replies. */
  flushReplies(): void;
  /**
   * Called regularly while no transaction is applied but unpublished: gives threads the entity ids that they wait
   * for.
   */
  serveLanes(): void;
  /**
   * Called when the loop stops looking for requests until `CommitLoop.onRemoteActivity` is called. `isBlocked` says
   * that it waits for readers and cannot take any; otherwise there are none.
   */
  watchLanes(isBlocked: boolean): void;
}

/** Other threads that read the database. */
interface RemoteReaders {
  /** True when the working side has caught up before a thread could sleep and be woken. */
  catchUpSoon(): boolean;
  /** Calls `then` once the working side has caught up, or with the reason why it could not. */
  whenCaughtUp(then: (failure: EcsDbError | undefined) => void): void;
  /** Blocks until the working side has caught up. Returns the reason if it could not. */
  waitUntilCaughtUp(): EcsDbError | undefined;
  /** From now on nothing may be read, because the log has failed. */
  setUnreadable(): void;
}

export interface OtherThreads extends RemoteRequests, RemoteReaders {}
