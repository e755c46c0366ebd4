/** The layout of a ring in shared memory: two positions, then the data, in which each message has a header. */

import { assert } from '../../errors.js';
import { type Views, viewsOver } from '../../memory/index.js';

/** Where a ring is in memory. */
export interface RingMemory {
  readonly buffer: SharedArrayBuffer;
  /** In bytes, a multiple of 64. */
  readonly start: number;
  /** Bytes for messages, a power of two from 256 to 2^28. */
  readonly bytes: number;
}

const WORD_BYTES = 4;
const LINE_BYTES = 64;
/**
 * Index of the word that contains the consumer's position. Each position has a cache line of its own, because one
 * thread writes it.
 */
export const HEAD = 0;
/** Index of the word that contains the producer's position. */
export const TAIL: number = LINE_BYTES / WORD_BYTES;
/** 1 while the producer waits to be notified of released space. In the producer's line, beside `TAIL`. */
export const WANTS_SPACE: number = TAIL + 1;
const POSITIONS_BYTES = 2 * LINE_BYTES;

const BYTES_MIN = 256;
const BYTES_MAX = 2 ** 28;

/** Positions count units of 8 bytes. They wrap at 2^32, which is a multiple of every ring's size. */
export const UNIT_SHIFT = 3;
/** Bytes of a unit, minus one. Added to a length before it is shifted, so that the length is rounded up. */
const UNIT_REST = 7;

/** A header is one unit: a word for length and flags, then a word for the tag. */
export const HEADER_BYTES = 8;

/** The first word of a header contains the payload's length in its lower bits and the flags above. */
export const FLAG_SHIFT = 28;
export const LENGTH_MASK: number = 2 ** FLAG_SHIFT - 1;
/** All flags that a message can have. */
export const FLAGS_MASK = 7;
/**
 * Flag of a filler: it takes the space before the end of the data, because no message crosses the end. Its tag is not
 * written.
 */
export const FILLER = 8;

/** The content of a ring is not what a producer writes. */
export class RingFault extends Error {
  override readonly name = 'RingFault';
}

/** Bytes of memory that a ring takes. */
export function ringBytes(bytes: number): number {
  return POSITIONS_BYTES + bytes;
}

/** Empties a ring that neither end uses. */
export function clearRing(memory: RingMemory): void {
  const words = positionsOf(memory);
  Atomics.store(words, HEAD, 0);
  Atomics.store(words, TAIL, 0);
  Atomics.store(words, WANTS_SPACE, 0);
}

export function positionsOf({ buffer, start }: RingMemory): Int32Array {
  return new Int32Array(buffer, start, POSITIONS_BYTES / WORD_BYTES);
}

export function dataOf({ buffer, start, bytes }: RingMemory): Views {
  assert(start % LINE_BYTES === 0, 'a ring starts at a cache line');
  const isSize = bytes >= BYTES_MIN && bytes <= BYTES_MAX && Number.isInteger(Math.log2(bytes));
  assert(isSize, `the size of a ring is a power of two from ${BYTES_MIN} to ${BYTES_MAX}`);
  return viewsOver(buffer, start + POSITIONS_BYTES, bytes);
}

/**
 * Bytes of the longest message: half of the ring. So a message always fits once the ring is empty, even behind a
 * filler.
 */
export function longestIn(units: number): number {
  return (units << UNIT_SHIFT) / 2 - HEADER_BYTES;
}

/** Units from one position to a later one. */
export function distance(from: number, to: number): number {
  return (to - from) >>> 0;
}

/** Units that a message takes, with its header. */
export function unitsOf(length: number): number {
  return (length + HEADER_BYTES + UNIT_REST) >>> UNIT_SHIFT;
}
