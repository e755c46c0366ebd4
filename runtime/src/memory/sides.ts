/** The sides of a database, and what the writer has to know about readers in other threads. */

/** There are two, or three if long readers must not block the writer. */
export type Side = 0 | 1 | 2;

/** Readers in other threads. */
export interface SideReaders {
  /** Makes a side the one that readers use from now on. */
  publish(side: Side): void;
  /** True while a reader may still use a side that is not the published one. */
  isPinned(side: Side): boolean;
}

/** Bytes that several threads read. */
export interface SharedBytes {
  /** It may grow, and never shrinks. */
  readonly buffer: SharedArrayBuffer;
  /** Offset of the first byte in the buffer. */
  readonly start: number;
}
