/**
 * The layout of the ring in which commits are kept: positions, then the entries. A new entry overwrites the oldest
 * ones. Each one is in one piece, and starts at a multiple of 8:
 *
 *   u32   bytes of the entry, with this header
 *   u32   bytes of the transaction; 0 for a filler, which takes the bytes that are left over before the end of the ring
 *   f64   version
 *   f64   when it was published, in milliseconds since the Unix epoch
 *   u32   1 if it contains old rows
 *   u32   0
 *         the commit; see recording.ts
 *
 * Positions count bytes and only grow. They are 64 bits wide, so they never wrap.
 */

import { HAS_SHARED_MEMORY, makeSharedBuffer, type Views, viewsOver } from '../memory/index.js';

/** What entries start at multiples of. A filler can be as short as that. */
export const ENTRY_ALIGNMENT = 8;
export const ENTRY_HEADER_BYTES = 32;

const POSITION_BYTES = 8;
const LINE_BYTES = 64;
/** Index of the position at which the oldest entry begins. Each position has a cache line of its own. */
export const TAIL = 0;
/** Index of the position at which the newest entry ends; 0 until recording starts. */
export const HEAD: number = LINE_BYTES / POSITION_BYTES;
/** Index of the version of the newest entry, or of a commit that did not fit; stored before `HEAD`. */
export const LAST_VERSION: number = HEAD + 1;
const POSITIONS_BYTES = 2 * LINE_BYTES;

/** Memory for `bytes` of entries, a multiple of 8. Bytes that are never used cost address space only. */
export function makeRingMemory(bytes: number): ArrayBufferLike {
  const length = POSITIONS_BYTES + bytes;
  return HAS_SHARED_MEMORY ? makeSharedBuffer(length) : new ArrayBuffer(length);
}

/** True if a buffer of this many bytes can be the memory of a ring. */
export function isRingLength(bytes: number): boolean {
  return bytes >= POSITIONS_BYTES && bytes % ENTRY_ALIGNMENT === 0;
}

export function positionsOf(memory: ArrayBufferLike): BigInt64Array {
  return new BigInt64Array(memory, 0, POSITIONS_BYTES / POSITION_BYTES);
}

export function entriesOf(memory: ArrayBufferLike): Views {
  return viewsOver(memory, POSITIONS_BYTES, memory.byteLength - POSITIONS_BYTES);
}
