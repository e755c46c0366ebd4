/** The newest commits, in a ring of bytes that other threads can read. ring-memory.ts says how it is laid out. */

import { copyBytes, type Views, viewsOver } from '../memory/index.js';
import type { CommitBytes } from './recording.js';
import {
  ENTRY_ALIGNMENT,
  ENTRY_HEADER_BYTES,
  entriesOf,
  HEAD,
  LAST_VERSION,
  makeRingMemory,
  positionsOf,
  TAIL,
} from './ring-memory.js';

export interface KeptCommit {
  readonly version: number;
  readonly at: number;
  readonly bytes: CommitBytes;
}

/**
 * The owner writes, other threads copy and check. The owner never waits for them:
 *
 *   owner                                      reader (ring-reader.ts)
 *   F1  exchange(TAIL, behind what it will     F4  load(HEAD): is there an entry at the reader's position?
 *       overwrite)                             F5  copy the entry
 *   F2  write the entry                        F6  add(TAIL, 0): is TAIL at or before that position?
 *   F3  store(HEAD, behind the entry)              otherwise discard the copy: it may be torn
 *
 * F1, F3, F4 and F6 are Atomics, which all threads see in one order. F2 and F5 are plain accesses.
 *
 * - What a reader copies is complete: F5 reads only what is before the HEAD that F4 has read, and F2 of all that came
 *   before the F3 that stored it.
 * - A copy that is not discarded contains nothing of a later entry. Suppose that F2 of a later entry writes where F5
 *   has read. Before this F2, an F1 moved TAIL past the reader's position. In the one order, F6 comes before that F1
 *   or after it. After it, F6 reads that TAIL or a later one, and discards the copy. Before it, that F1 or an earlier
 *   access reads what F6 has stored, because both read and write the same word: so F5 happens before F6, F6 before F1,
 *   and F1 before F2. A read cannot return what a write has stored that happens after it.
 *
 * The second case is why F6 also writes, although it changes nothing, and why F1 also reads. With a plain load as F6,
 * a processor may execute F5 after it. test/runtime/threads/feed-ring.test.ts executes all orders of these steps.
 */
export class Ring {
  readonly memory: ArrayBufferLike;
  readonly #positions: BigInt64Array;
  readonly #views: Views;
  /** Where the oldest entry begins, and where the newest one ends. */
  #tail = 0;
  #head = 0;
  /** The version of the newest commit. */
  #last = 0;
  #isShared = false;
  /** The version that was read last, and where it is. */
  #lastRead = 0;
  #lastPosition = 0;
  /** Version of the oldest kept commit; of the next commit if none is kept. */
  oldest = 0;

  /** `bytes` is a multiple of 8. */
  constructor(bytes: number) {
    this.memory = makeRingMemory(bytes);
    this.#positions = positionsOf(this.memory);
    this.#views = entriesOf(this.memory);
  }

  /** Called before the first commit. `version` is that of the last commit, which is not recorded. */
  start(version: number): void {
    this.#last = version;
    this.oldest = version + 1;
    // Not 0, so that readers see that recording has started.
    this.#tail = ENTRY_ALIGNMENT;
    this.#head = ENTRY_ALIGNMENT;
    this.#storeTail();
    this.publish();
  }

  /** From now on, other threads can read the ring. Until then, the positions in its memory are not kept up to date. */
  share(): void {
    this.#isShared = true;
    this.#storeTail();
    this.publish();
  }

  /** Adds the next commit. If it does not fit into the ring, nothing is kept. */
  append(version: number, at: number, { views, start, operationsEnd, end, hasOld }: CommitBytes): void {
    this.#last = version;
    const size = this.#views.length;
    const length = ENTRY_HEADER_BYTES + end - start;
    if (length > size) {
      this.#dropAll(version + 1);
      return;
    }
    const left = size - (this.#head % size);
    if (left < length) this.#skip(left);
    this.#free(length);
    const offset = this.#head % size;
    const { u32, f64 } = this.#views;
    u32[offset >>> 2] = length; // F2
    u32[(offset >>> 2) + 1] = operationsEnd - start;
    f64[(offset >>> 3) + 1] = version;
    f64[(offset >>> 3) + 2] = at;
    u32[(offset >>> 2) + 6] = hasOld ? 1 : 0;
    u32[(offset >>> 2) + 7] = 0;
    copyBytes(views, start, this.#views, offset + ENTRY_HEADER_BYTES, end - start);
    this.#head += length;
  }

  /** Lets other threads read what was appended. */
  publish(): void {
    if (!this.#isShared) return;
    Atomics.store(this.#positions, LAST_VERSION, BigInt(this.#last));
    Atomics.store(this.#positions, HEAD, BigInt(this.#head)); // F3
  }

  /** A copy of a kept commit. */
  read(version: number): KeptCommit {
    const { length, u32, f64 } = this.#views;
    const isKnown = this.#lastRead <= version && this.#lastPosition >= this.#tail;
    let at = isKnown ? this.#lastPosition : this.#tail;
    while (this.#isFiller(at) || f64[((at % length) >>> 3) + 1] !== version) at += u32[(at % length) >>> 2] as number;
    this.#lastRead = version;
    this.#lastPosition = at;
    return this.#copy(version, at);
  }

  #copy(version: number, position: number): KeptCommit {
    const { length: size, u32, f64 } = this.#views;
    const offset = position % size;
    const length = (u32[offset >>> 2] as number) - ENTRY_HEADER_BYTES;
    const views = viewsOver(new ArrayBuffer(length), 0, length);
    copyBytes(this.#views, offset + ENTRY_HEADER_BYTES, views, 0, length);
    const operationsEnd = u32[(offset >>> 2) + 1] as number;
    const hasOld = u32[(offset >>> 2) + 6] === 1;
    return {
      version,
      at: f64[(offset >>> 3) + 2] as number,
      bytes: { views, start: 0, operationsEnd, end: length, hasOld },
    };
  }

  /** Writes a filler up to the end of the ring. */
  #skip(bytes: number): void {
    this.#free(bytes);
    const word = (this.#head % this.#views.length) >>> 2;
    this.#views.u32[word] = bytes; // F2
    this.#views.u32[word + 1] = 0;
    this.#head += bytes;
  }

  /** Drops the oldest commits until `bytes` more fit. */
  #free(bytes: number): void {
    const { length, u32 } = this.#views;
    const before = this.#tail;
    while (this.#head + bytes - this.#tail > length) {
      if (!this.#isFiller(this.#tail)) this.oldest++;
      this.#tail += u32[(this.#tail % length) >>> 2] as number;
    }
    if (this.#tail !== before) this.#storeTail();
  }

  /** `next` is the version of the next commit. The positions move, so that readers notice that commits are missing. */
  #dropAll(next: number): void {
    this.#head += ENTRY_ALIGNMENT;
    this.#tail = this.#head;
    this.oldest = next;
    this.#storeTail();
  }

  #isFiller(position: number): boolean {
    const { length, u32 } = this.#views;
    return u32[((position % length) >>> 2) + 1] === 0;
  }

  #storeTail(): void {
    if (this.#isShared) Atomics.exchange(this.#positions, TAIL, BigInt(this.#tail)); // F1
  }
}
