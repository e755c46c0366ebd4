/** The two sides of a database, and what the writer has to know of those who read one of them. */

export type Side = 0 | 1;

/** Readers in other threads. */
export interface SideReaders {
  /** Makes a side the one that readers look at from now on. */
  publish(side: Side): void;
  /** True while a reader may still be looking at a side, which is not the published one. */
  isPinned(side: Side): boolean;
}

/** Bytes that several threads look at. */
export interface SharedBytes {
  /** May grow, never shrinks. */
  readonly buffer: SharedArrayBuffer;
  /** Where in the buffer the first byte is. */
  readonly start: number;
}
