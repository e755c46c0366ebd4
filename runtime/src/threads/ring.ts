/** A ring of bytes in shared memory, through which one thread sends messages to one other. */

import { assert } from '../errors.js';
import { type Views, viewsOver } from '../memory/index.js';

/** A ring's place in memory. */
export interface RingMemory {
  readonly buffer: SharedArrayBuffer;
  /** In bytes, a multiple of 64. */
  readonly start: number;
  /** Bytes for messages, a power of two. */
  readonly bytes: number;
}

const LINE_BYTES = 64;
/** Words from `start` on: how far the consumer has come, and how far the producer. In lines of their own, since each is one thread's to write. */
const HEAD = 0;
const TAIL = LINE_BYTES / 4;
const DATA_BYTES = 2 * LINE_BYTES;

/** Positions count in units of 8 bytes and wrap at 2^32, which is a multiple of every ring's size. */
const UNIT_SHIFT = 3;
const HEADER_BYTES = 8;

/** In a header: length of the payload in the lower bits, flags above. A filler takes what is left before the end of the data. */
const FLAG_SHIFT = 28;
const LENGTH_MASK = 2 ** FLAG_SHIFT - 1;
const FILLER = 8;

/** Bytes of memory that a ring takes. */
export function ringBytes(bytes: number): number {
  return DATA_BYTES + bytes;
}

/** Empties a ring that nobody uses. */
export function clearRing({ buffer, start }: RingMemory): void {
  const words = new Int32Array(buffer, start, DATA_BYTES / 4);
  Atomics.store(words, HEAD, 0);
  Atomics.store(words, TAIL, 0);
}

/** Something in a ring is not what a producer writes. */
export class RingFault extends Error {
  override readonly name = 'RingFault';
}

function dataOf({ buffer, start, bytes }: RingMemory): Views {
  return viewsOver(buffer, start + DATA_BYTES, bytes);
}

/** Units from one position to a later one. */
function distance(from: number, to: number): number {
  return (to - from) >>> 0;
}

/**
 *   producer                                   consumer
 *   R1  load(HEAD): is there room?             R4  load(TAIL): is there a message?
 *   R2  writes header and payload              R5  reads header and payload
 *   R3  store(TAIL), behind them               R6  store(HEAD), behind them
 *
 * What R2 has written is seen by R5, because R4 has read what R3 stored, or something later. R2 does not write over what R5 still reads,
 * because R1 has read what R6 stored after it. What a producer has not got to R3 with does not exist, so one that dies leaves nothing
 * half behind; and each producer has a ring of its own, so it keeps nobody waiting either.
 */
export class RingProducer {
  readonly #words: Int32Array;
  readonly #views: Views;
  /** Of the data, in units. */
  readonly #units: number;
  #tail: number;
  /** `HEAD` as it was read last. */
  #head: number;

  constructor(memory: RingMemory) {
    this.#words = new Int32Array(memory.buffer, memory.start, DATA_BYTES / 4);
    this.#views = dataOf(memory);
    this.#units = memory.bytes >>> UNIT_SHIFT;
    this.#tail = Atomics.load(this.#words, TAIL);
    this.#head = Atomics.load(this.#words, HEAD);
  }

  /** Bytes of the longest message. */
  get longest(): number {
    return (this.#units << UNIT_SHIFT) / 2 - HEADER_BYTES;
  }

  get u8(): Uint8Array {
    return this.#views.u8;
  }

  get f64(): Float64Array {
    return this.#views.f64;
  }

  /** Where the payload of a message of so many bytes goes, in bytes of the views; -1 while there is no room for it. */
  reserve(length: number): number {
    assert(length <= this.longest, 'a message fits into half of its ring');
    const units = unitsOf(length);
    const at = this.#tail & (this.#units - 1);
    const filler = at + units > this.#units ? this.#units - at : 0;
    if (!this.#hasRoom(filler + units)) return -1;
    if (filler > 0) {
      this.#views.u32[at * 2] = ((filler << UNIT_SHIFT) - HEADER_BYTES) | (FILLER << FLAG_SHIFT); // R2
      this.#tail = (this.#tail + filler) | 0;
    }
    return ((this.#tail & (this.#units - 1)) << UNIT_SHIFT) + HEADER_BYTES;
  }

  /** Sends the message whose payload was written where `reserve` said. `flags` are below 8. */
  commit(length: number, tag: number, flags = 0): void {
    const word = (this.#tail & (this.#units - 1)) * 2;
    const { u32 } = this.#views;
    u32[word] = length | (flags << FLAG_SHIFT); // R2
    u32[word + 1] = tag;
    this.#tail = (this.#tail + unitsOf(length)) | 0;
    Atomics.store(this.#words, TAIL, this.#tail); // R3
  }

  #hasRoom(units: number): boolean {
    if (distance(this.#head, this.#tail) + units <= this.#units) return true;
    this.#head = Atomics.load(this.#words, HEAD); // R1
    return distance(this.#head, this.#tail) + units <= this.#units;
  }
}

/** Whatever is in the memory, nothing outside of it is read, and no call goes on for ever. */
export class RingConsumer {
  /** Of the message that it stands on: where its payload begins in the views, and how long it is, in bytes. */
  start = 0;
  length = 0;
  tag = 0;
  flags = 0;
  readonly views: Views;
  readonly #words: Int32Array;
  readonly #units: number;
  /** Where the next message begins. */
  #next: number;
  /** `TAIL` as it was read last. */
  #tail: number;

  constructor(memory: RingMemory) {
    this.#words = new Int32Array(memory.buffer, memory.start, DATA_BYTES / 4);
    this.views = dataOf(memory);
    this.#units = memory.bytes >>> UNIT_SHIFT;
    this.#next = Atomics.load(this.#words, HEAD);
    this.#tail = this.#next;
  }

  get f64(): Float64Array {
    return this.views.f64;
  }

  get hasNext(): boolean {
    if (this.#next !== this.#tail) return true;
    this.#tail = Atomics.load(this.#words, TAIL); // R4
    return this.#next !== this.#tail;
  }

  /** Bytes that were sent and not released. */
  get waiting(): number {
    return distance(Atomics.load(this.#words, HEAD), Atomics.load(this.#words, TAIL)) << UNIT_SHIFT;
  }

  /** Moves to the next message; those before stay until `release`. Throws a `RingFault` when what is there is none. */
  next(): boolean {
    while (this.hasNext) {
      const there = distance(this.#next, this.#tail);
      const at = this.#next & (this.#units - 1);
      const { u32 } = this.views;
      const header = u32[at * 2] as number; // R5
      const length = header & LENGTH_MASK;
      const units = unitsOf(length);
      if (there > this.#units || units > there || at + units > this.#units) {
        throw new RingFault(`a message of ${length} bytes where ${there} units are to be read at ${at}`);
      }
      this.#next = (this.#next + units) | 0;
      if (header >>> FLAG_SHIFT === FILLER) continue;
      this.start = (at << UNIT_SHIFT) + HEADER_BYTES;
      this.length = length;
      this.tag = u32[at * 2 + 1] as number;
      this.flags = header >>> FLAG_SHIFT;
      return true;
    }
    return false;
  }

  /** Gives back the room of all messages up to the one that it stands on. */
  release(): void {
    Atomics.store(this.#words, HEAD, this.#next); // R6
  }
}

function unitsOf(length: number): number {
  return (length + HEADER_BYTES + 7) >>> UNIT_SHIFT;
}
