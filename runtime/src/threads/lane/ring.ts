/** A ring of bytes in shared memory, through which one thread sends messages to one other. */

import { assert } from '../../errors.js';
import type { Views } from '../../memory/index.js';
import {
  dataOf,
  distance,
  FILLER,
  FLAG_SHIFT,
  FLAGS,
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

/**
 *   producer                                   consumer
 *   R1  load(HEAD): is there room?             R4  load(TAIL): is there a message?
 *   R2  writes header and payload              R5  reads header and payload
 *   R3  store(TAIL), behind them               R6  store(HEAD), behind them
 *
 * R1, R3, R4 and R6 are Atomics, which all threads see in one order; R2 and R5 are plain. Where a load reads what a store has stored,
 * all that came before the store in its thread happens before all that comes after the load in the other one. Therefore:
 *
 * - Nothing is read half written. R5 reads only what is before the TAIL that R4 has read. Some R3 stored that TAIL, and R2 of all that is
 *   before it came before that R3 (or before an earlier one of the same thread). So R2 happens before R5.
 * - Nothing is written over that is still read. R2 writes only where the HEAD that R1 has read says that it was released. Some R6 stored
 *   that HEAD, and R5 of all that is before it came before that R6. So R5 happens before R2.
 *
 * R2 and R5 at the same place are therefore always in order, never at the same time: there is no race, and plain accesses are enough.
 * HEAD and TAIL only ever go forward, so an old value, kept to save the next load, says too little room or too few messages, which
 * is safe, and never too much.
 *
 * A producer that found no space asks to be rung:
 *
 *   producer                                   consumer
 *   S1  store(WANTS_SPACE, 1)                  S3  after R6: load(WANTS_SPACE)
 *   S2  R1 once more                           S4    if it is 1: store(WANTS_SPACE, 0), and rings the producer's bell
 *
 * If S2 does not see the R6, then S2 comes before the R6 in the one order. So S1 comes before S3, S3 finds the request, and the producer is
 * rung. If S2 sees the R6, the producer goes on; a request that is left then costs one ring for nothing.
 *
 * What a producer has not got to R3 with does not exist, so one that dies leaves nothing half behind; and each has a ring
 * of its own, so it keeps nobody waiting either. test/runtime/threads/interleavings.test.ts walks through all orders of these steps.
 *
 * Hot. Neither end allocates, and each loads the other's position only when the value that it has kept is used up.
 */
export class RingProducer {
  readonly views: Views;
  readonly #words: Int32Array;
  /** Of the data, in units. */
  readonly #units: number;
  #tail: number;
  /** `HEAD` as it was read last. Should it ever be an impossible one, then there is no room. */
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

  /** Where the payload of a message of so many bytes goes, in bytes of the views, a multiple of 8; -1 while there is no room for it. */
  reserve(length: number): number {
    assert(length <= this.longest, 'a message fits into half of its ring');
    const units = unitsOf(length);
    const at = this.#tail & (this.#units - 1);
    const filler = at + units > this.#units ? this.#units - at : 0;
    if (!this.#hasRoom(filler + units)) return -1;
    if (filler > 0) {
      this.views.u32[at * 2] = ((filler << UNIT_SHIFT) - HEADER_BYTES) | (FILLER << FLAG_SHIFT); // R2
      this.#tail = (this.#tail + filler) | 0;
    }
    return ((this.#tail & (this.#units - 1)) << UNIT_SHIFT) + HEADER_BYTES;
  }

  /** Sends the message whose payload was written where `reserve` said. `flags` are below 8. */
  commit(length: number, tag: number, flags = 0): void {
    const word = (this.#tail & (this.#units - 1)) * 2;
    const { u32 } = this.views;
    u32[word] = length | (flags << FLAG_SHIFT); // R2
    u32[word + 1] = tag;
    this.#tail = (this.#tail + unitsOf(length)) | 0;
    Atomics.store(this.#words, TAIL, this.#tail); // R3
  }

  /** Asks the consumer to ring when it has released space. The caller must try `reserve` once more after this (S2). */
  askForSpace(): void {
    Atomics.store(this.#words, WANTS_SPACE, 1); // S1
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
  /** True once what is sent from now on is not taken any more. */
  #isEnded = false;

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
    if (this.#isEnded) return false;
    this.#tail = Atomics.load(this.#words, TAIL); // R4
    return this.#next !== this.#tail;
  }

  /** Bytes that were sent and not released. */
  get waiting(): number {
    return distance(Atomics.load(this.#words, HEAD), Atomics.load(this.#words, TAIL)) << UNIT_SHIFT;
  }

  /** Takes only what has arrived by now. */
  end(): void {
    if (!this.#isEnded) this.#tail = Atomics.load(this.#words, TAIL); // R4
    this.#isEnded = true;
  }

  /** Moves to the next message; those before stay until `release`. Throws a `RingFault` when what is there is none. */
  next(): boolean {
    while (this.hasNext) {
      const at = this.#next & (this.#units - 1);
      const { u32 } = this.views;
      const header = u32[at * 2] as number; // R5
      const length = header & LENGTH_MASK;
      const flags = header >>> FLAG_SHIFT;
      const units = unitsOf(length);
      this.#check(at, units, flags);
      this.#next = (this.#next + units) | 0;
      if (flags === FILLER) continue;
      this.start = (at << UNIT_SHIFT) + HEADER_BYTES;
      this.length = length;
      this.tag = u32[at * 2 + 1] as number;
      this.flags = flags;
      return true;
    }
    return false;
  }

  /** Gives back the room of all messages up to the one that it stands on. */
  release(): void {
    Atomics.store(this.#words, HEAD, this.#next); // R6
  }

  /** True when the producer has asked for space, once for each request. The caller calls it after `release`, and rings the producer if so. */
  takeSpaceRequest(): boolean {
    if (Atomics.load(this.#words, WANTS_SPACE) === 0) return false; // S3
    Atomics.store(this.#words, WANTS_SPACE, 0); // S4
    return true;
  }

  /** What a header says is used only when a producer can have written it there. */
  #check(at: number, units: number, flags: number): void {
    const there = distance(this.#next, this.#tail);
    const isWithin = there <= this.#units && units <= there && at + units <= this.#units;
    const isKind = flags === FILLER ? at + units === this.#units : flags <= FLAGS && units <= this.#units / 2;
    if (isWithin && isKind) return;
    throw new RingFault(
      `${units} units with flags ${flags} at unit ${at} of ${this.#units}, where ${there} units are to be read`,
    );
  }
}
