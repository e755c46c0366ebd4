/** What `stats()` says of other threads. */

export interface ThreadStats {
  /** The number of the thread: `threadId` in Node, elsewhere `AttachedDatabase.thread`. */
  readonly thread: number;
  /** True when it is looking at a version. */
  readonly isReading: boolean;
  /** Of transactions that it has sent and that wait to be applied. */
  readonly bytesWaiting: number;
}

export interface ThreadsStats {
  readonly attached: readonly ThreadStats[];
  /** Threads that ended without closing their access, and those that were cut off because their lane was damaged. */
  readonly lost: number;
}
