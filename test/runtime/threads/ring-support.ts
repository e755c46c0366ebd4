/** Rings for tests. They are the built ones, since their threads load the built files. */

import { type RingMemory, ringBytes } from '../../../runtime/src/threads/lane/ring.js';

/** Words of a ring that say how far its ends have come; see runtime/src/threads/lane/ring-memory.ts. */
const HEAD = 0;
const TAIL = 16;
/** Where a ring's data begins, in bytes. */
export const DATA_BYTES = 128;

/** A ring that somebody has used already: both ends have come to `position`, in units of 8 bytes. */
export function makeRing(bytes: number, position = 0, start = 64): RingMemory {
  const memory = { buffer: new SharedArrayBuffer(start + ringBytes(bytes)), start, bytes };
  setPositions(memory, position, position);
  return memory;
}

export function setPositions({ buffer, start }: RingMemory, head: number, tail: number): void {
  const words = new Int32Array(buffer, start);
  words[HEAD] = head;
  words[TAIL] = tail;
}

/** Bytes that differ from message to message and from place to place. */
export function payload(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (seed * 31 + i * 7) & 255);
}
