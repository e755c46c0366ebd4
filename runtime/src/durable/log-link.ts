/** How the owner's thread calls the log, which runs on a thread of its own or on the owner's thread. */

export interface LogLink {
  /** Wakes the log: a caller waits for a group in the outbox, or a request was set. */
  call(): void;
  /** Says that a group is in the outbox for which no caller waits; the log takes it when it runs next. */
  hint(): void;
  /** Says that the owner has written a group itself; the log seals it when nothing follows. */
  noticeOwnerGroup(): void;
  /**
   * Calls `then` once, on the owner's thread, when `ready` returns true. `ready` is called after each progress of the
   * log.
   */
  when(ready: () => boolean, then: () => void): void;
  /** Blocks the owner's thread until `ready` returns true. */
  block(ready: () => boolean): void;
  /** The same while the owner's thread ends: also returns if the log makes no progress for several seconds. */
  blockAtEnd(ready: () => boolean): void;
  /** Resolves when the log has ended after a request to close. */
  ended(): Promise<void>;
}
