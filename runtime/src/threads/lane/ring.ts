/** A ring of bytes in shared memory, through which one thread sends messages to another. */

import { assert } from '../../errors.js';
import type { Views } from '../../memory/index.js';
import {
  dataOf,
  distance,
  FILLER,
  FLAG_SHIFT,
  FLAGS_MASK,
  HEAD,
  HEADER_BYTES,
  LENGTH_MASK,
  longestIn,
  positionsOf,
  RingFault,
  type RingMemory,
  TAIL,
  UNIT_SHIFT,
  unitsOf,
  WANTS_SPACE,
} from './ring-memory.js';

export { clearRing, RingFault, type RingMemory, ringBytes } from './ring-memory.js';

// Here and not in ring-memory.ts: V8 loads an imported constant each time, which made messages 10 % slower.
const UNIT_WORDS = 2;
/** Index of the tag's word in a header. */
const HEADER_TAG = 1;

/**
 *   producer                                   consumer
 *   R1  load(HEAD): is there space?            R4  load(TAIL): is there a message?
 *   R2  write header and payload               R5  read header and payload
 *   R3  store(TAIL), after them                R6  store(HEAD), after them
 *
 * R1, R3, R4 and R6 are Atomics. All threads see them in one order. R2 and R5 are plain accesses. If an atomic load
 * reads what an atomic store has stored, everything before the store in its thread happens before everything after the
 * load in the other thread. Two properties follow:
 *
 * - A message is never read before it is complete. R5 reads only what is before the TAIL that R4 has read. An R3 stored
 *   that TAIL. For everything before that TAIL, R2 came before that R3, or before an earlier R3 of the same thread. So
 *   R2 happens before R5.
 * - A message is never overwritten while it is read. R2 writes only to space that is released according to the
 *   HEAD that R1 has read. An R6 stored that HEAD. For everything before that HEAD, R5 came before that R6. So R5
 *   happens before R2.
 *
 * So R2 and R5 at the same place are always ordered. There is no race, and plain accesses are enough. HEAD and TAIL
 * only move forward. So an old value, which is kept to save a load, means too little space or too few messages. That is
 * safe. It never means too much.
 *
 * A producer that finds no space asks to be notified:
 *
 *   producer                                   consumer
 *   S1  store(WANTS_SPACE, 1)                  S3  after R6: load(WANTS_SPACE)
 *   S2  R1 again                               S4    if it is 1: store(WANTS_SPACE, 0), ring the producer's bell
 *
 * If S2 does not see the R6, S2 comes before the R6 in the one order. Then S1 comes before S3, S3 finds the request,
 * and the consumer rings. If S2 sees the R6, the producer continues. The request that remains then costs one
 * unnecessary ring of the bell.
 *
 * A message exists only after R3. So a producer that dies leaves no partial message. Each producer has its own ring, so
 * a producer that dies blocks no other. test/runtime/threads/interleavings.test.ts executes all orders of these steps.
 *
 * Hot: neither end allocates. Each loads the other's position only when the value that it has kept is used up.
 */
export class RingProducer {
  readonly views: Views;
  readonly #words: Int32Array;
  /** Size of the data, in units. */
  readonly #units: number;
  #tail: number;
  /** `HEAD` when it was last loaded. If it is ever impossible, there is no space. */
  #head: number;

  constructor(memory: RingMemory) {
    this.#words = positionsOf(memory);
    this.views = dataOf(memory);
    this.#units = memory.bytes >>> UNIT_SHIFT;
    this.#tail = Atomics.load(this.#words, TAIL);
    this.#head = Atomics.load(this.#words, HEAD);
  }

  /** Bytes of the longest message. */
  get longest(): number {
    return longestIn(this.#units);
  }

  /**
   * Returns where in the views the payload of a message of `length` bytes goes, a multiple of 8; -1 if there is no
   * space for it.
   */
  reserve(length: number): number {
    assert(length <= this.longest, 'a message fits into half of its ring');
    const units = unitsOf(length);
    const at = this.#tail & (this.#units - 1);
    const filler = at + units > this.#units ? this.#units - at : 0;
    if (!this.#hasSpace(filler + units)) return -1;
    if (filler > 0) {
      this.views.u32[at * UNIT_WORDS] = ((filler << UNIT_SHIFT) - HEADER_BYTES) | (FILLER << FLAG_SHIFT); // R2
      this.#tail = (this.#tail + filler) | 0;
    }
    return ((this.#tail & (this.#units - 1)) << UNIT_SHIFT) + HEADER_BYTES;
  }

  /** Sends the message whose payload was written where `reserve` said. `flags` are at most `FLAGS_MASK`. */
  commit(length: number, tag: number, flags = 0): void {
    const header = (this.#tail & (this.#units - 1)) * UNIT_WORDS;
    const { u32 } = this.views;
    u32[header] = length | (flags << FLAG_SHIFT); // R2
    u32[header + HEADER_TAG] = tag;
    this.#tail = (this.#tail + unitsOf(length)) | 0;
    Atomics.store(this.#words, TAIL, this.#tail); // R3
  }

  /** Asks the consumer to ring once it has released space. After this, the caller must try `reserve` again (S2). */
  askForSpace(): void {
    Atomics.store(this.#words, WANTS_SPACE, 1); // S1
  }

  #hasSpace(units: number): boolean {
    if (distance(this.#head, this.#tail) + units <= this.#units) return true;
    this.#head = Atomics.load(this.#words, HEAD); // R1
    return distance(this.#head, this.#tail) + units <= this.#units;
  }
}

/** Whatever the memory contains, the consumer reads nothing outside of it, and each call ends. */
export class RingConsumer {
  /** The current message: where its payload starts in the views, and its length, in bytes. */
  start = 0;
  length = 0;
  tag = 0;
  flags = 0;
  readonly views: Views;
  readonly #words: Int32Array;
  readonly #units: number;
  /** Where the next message starts. */
  #next: number;
  /** `TAIL` when it was last loaded. */
  #tail: number;
  /** True if no message that is sent from now on is received. */
  #hasEnded = false;

  constructor(memory: RingMemory) {
    this.#words = positionsOf(memory);
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
    if (this.#hasEnded) return false;
    this.#tail = Atomics.load(this.#words, TAIL); // R4
    return this.#next !== this.#tail;
  }

  /** Bytes that were sent and are not released. */
  get pendingBytes(): number {
    return distance(Atomics.load(this.#words, HEAD), Atomics.load(this.#words, TAIL)) << UNIT_SHIFT;
  }

  /** From now on, only messages that have arrived by now are received. */
  end(): void {
    if (!this.#hasEnded) this.#tail = Atomics.load(this.#words, TAIL); // R4
    this.#hasEnded = true;
  }

  /**
   * Moves to the next message. Earlier messages stay valid until `release`. Throws a `RingFault` if no producer wrote
   * what is there.
   */
  next(): boolean {
    while (this.hasNext) {
      const at = this.#next & (this.#units - 1);
      const { u32 } = this.views;
      const header = at * UNIT_WORDS;
      const lengthAndFlags = u32[header] as number; // R5
      const length = lengthAndFlags & LENGTH_MASK;
      const flags = lengthAndFlags >>> FLAG_SHIFT;
      const units = unitsOf(length);
      this.#check(at, units, flags);
      this.#next = (this.#next + units) | 0;
      if (flags === FILLER) continue;
      this.start = (at << UNIT_SHIFT) + HEADER_BYTES;
      this.length = length;
      this.tag = u32[header + HEADER_TAG] as number;
      this.flags = flags;
      return true;
    }
    return false;
  }

  /** Releases the space of all messages up to the current one. */
  release(): void {
    Atomics.store(this.#words, HEAD, this.#next); // R6
  }

  /**
   * True once for each time that the producer has asked for space. Call it after `release`; if it returns true, ring
   * the producer's bell.
   */
  takeSpaceRequest(): boolean {
    if (Atomics.load(this.#words, WANTS_SPACE) === 0) return false; // S3
    Atomics.store(this.#words, WANTS_SPACE, 0); // S4
    return true;
  }

  /** A header is used only if a producer can have written it there. */
  #check(at: number, units: number, flags: number): void {
    const available = distance(this.#next, this.#tail);
    const isWithin = available <= this.#units && units <= available && at + units <= this.#units;
    const isKind = flags === FILLER ? at + units === this.#units : flags <= FLAGS_MASK && units <= this.#units / 2;
    if (isWithin && isKind) return;
    throw new RingFault(
      `${units} units with flags ${flags} at unit ${at} of ${this.#units}, where ${available} units can be read`,
    );
  }
}
