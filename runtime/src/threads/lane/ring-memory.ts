/** How a ring lies in shared memory: two positions, then the data, in which each message has a header. */

import { assert } from '../../errors.js';
import { type Views, viewsOver } from '../../memory/index.js';

/** A ring's place in memory. */
export interface RingMemory {
  readonly buffer: SharedArrayBuffer;
  /** In bytes, a multiple of 64. */
  readonly start: number;
  /** Bytes for messages, a power of two from 256 to 2^28. */
  readonly bytes: number;
}

const LINE_BYTES = 64;
/** Words from `start` on: how far the consumer has come, and how far the producer. In lines of their own, since each is one thread's to write. */
export const HEAD = 0;
export const TAIL: number = LINE_BYTES / 4;
/** 1 while the producer asks to be rung when space is released. Beside `TAIL`, in the producer's line. */
export const WANTS_SPACE: number = TAIL + 1;
const DATA_BYTES = 2 * LINE_BYTES;

const BYTES_MIN = 256;
const BYTES_MAX = 2 ** 28;

/** Positions count in units of 8 bytes and wrap at 2^32, which is a multiple of every ring's size. */
export const UNIT_SHIFT = 3;
/** A word for length and flags, and one for the tag. */
export const HEADER_BYTES = 8;

/** In a header: length of the payload in the lower bits, flags above. */
export const FLAG_SHIFT = 28;
export const LENGTH_MASK: number = 2 ** FLAG_SHIFT - 1;
/** All flags that a message can have. */
export const FLAGS = 7;
/** Flag of what takes the rest before the end of the data, because no message goes across it. A filler's tag is not written. */
export const FILLER = 8;

/** Something in a ring is not what a producer writes. */
export class RingFault extends Error {
  override readonly name = 'RingFault';
}

/** Bytes of memory that a ring takes. */
export function ringBytes(bytes: number): number {
  return DATA_BYTES + bytes;
}

/** Empties a ring that nobody uses. */
export function clearRing(memory: RingMemory): void {
  const words = positionsOf(memory);
  Atomics.store(words, HEAD, 0);
  Atomics.store(words, TAIL, 0);
  Atomics.store(words, WANTS_SPACE, 0);
}

export function positionsOf({ buffer, start }: RingMemory): Int32Array {
  return new Int32Array(buffer, start, DATA_BYTES / 4);
}

export function dataOf({ buffer, start, bytes }: RingMemory): Views {
  assert(start % LINE_BYTES === 0, 'a ring begins with a cache line');
  const isSize = bytes >= BYTES_MIN && bytes <= BYTES_MAX && Number.isInteger(Math.log2(bytes));
  assert(isSize, `a ring has a power of two of bytes, from ${BYTES_MIN} to ${BYTES_MAX}`);
  return viewsOver(buffer, start + DATA_BYTES, bytes);
}

/** Bytes of the longest message. Twice as much is sure to find room once everything has been read, filler included. */
export function longestIn(units: number): number {
  return (units << UNIT_SHIFT) / 2 - HEADER_BYTES;
}

/** Units from one position to a later one. */
export function distance(from: number, to: number): number {
  return (to - from) >>> 0;
}

/** Units that a message takes. */
export function unitsOf(length: number): number {
  return (length + HEADER_BYTES + 7) >>> UNIT_SHIFT;
}
