/** Bytes that several threads look at. */

export interface SharedBytes {
  /** May grow, never shrinks. */
  readonly buffer: SharedArrayBuffer;
  /** Where in the buffer the first byte is. */
  readonly start: number;
}
