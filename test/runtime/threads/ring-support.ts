/** Rings for tests. They are the built ones, since their threads load the built files. */

import { type RingMemory, ringBytes } from '../../../runtime/src/threads/lane/ring.js';

/** The words that contain the positions of a ring's ends; see runtime/src/threads/lane/ring-memory.ts. */
const HEAD = 0;
const TAIL = 16;
/** Where a ring's data starts, in bytes. */
export const DATA_BYTES = 128;

/** A ring that was used before: both ends are at `position`, in units of 8 bytes. */
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

/** Bytes that differ between messages and between positions. */
export function payload(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (seed * 31 + i * 7) & 255);
}
