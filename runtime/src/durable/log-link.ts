/** How the owner's thread reaches the log, wherever that runs. */

export interface LogLink {
  /** Calls the log: a group is in the outbox that somebody waits for, or a request was made. */
  call(): void;
  /** Tells the log, in its own time, that a group is in the outbox. */
  hint(): void;
  /** Calls `then` once, on the owner's thread, when `ready` answers true. It is asked again whenever the log has got on. */
  when(ready: () => boolean, then: () => void): void;
  /** Blocks the owner's thread until `ready` answers true. */
  block(ready: () => boolean): void;
  /** The same for a thread that ends: returns without success if the log makes no progress for several seconds. */
  blockAtEnd(ready: () => boolean): void;
  /** Resolves when the log, told to close, has ended. */
  ended(): Promise<void>;
}
