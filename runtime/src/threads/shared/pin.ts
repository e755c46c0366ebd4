/** A reader's hold on the side that is published, so that the writer does not use it again. */

import { Bell } from '../lane/index.js';
import { damagedHandle } from './check-handle.js';
import type { DatabaseHandle } from './handle.js';
import { CLOSED, PUBLISHED, SLOT_PIN, slotAt, WRITER_BELL } from './layout.js';
import { loadPinProgram, type PinProgram } from './pin-program.js';

const WORD_BYTES = 4;

/**
 *   reader                                     writer
 *   P1  guess = PUBLISHED                      W1  store(PUBLISHED, the side just written)
 *   P2  store(pin, guess + 1)                  W2  for each pin: load(pin) is not the other side
 *   P3  load(PUBLISHED) is the guess?          W3    otherwise: listen to the bell
 *         otherwise again from P2 with that    W4    for each pin again
 *   ... reads ...                              W5    wait for the bell, a few milliseconds at most, again from W3
 *   P4  store(pin, 0)                          W6  write to the other side
 *   P5  rings the writer's bell, if it listens
 *
 * P2 to P5 and W1 to W4 are atomic, and all threads see that in one order. When P3 finds the side published, P3 comes before the W1 that takes
 * it away, so P2 does too, and W2, which comes after W1, finds the pin: the writer stays away until P4. When the writer has looked
 * (W2) before P2, then W1 came before P3, and P3 finds another side. The side may have been unpublished and published again between
 * P1 and P3; then it is the published one at P3, which is all that counts. P1 may be a plain access, because P3 does not trust it.
 *
 * What is read was written before the W1 that P3 has read, so it happens before the reads and is all there. What is written next there, at W6,
 * comes after W2 or W4 has read what P4 stored, or what a later P2 has; so the reads happen before it.
 *
 * Hot: of a single read in another thread, these are most of the cost.
 */
export interface Pin {
  /** Pins the published side and answers which it is; or pins nothing, and answers `CLOSED` or `UNREADABLE`. */
  pin(): number;
  unpin(): void;
}

/** A thread's pin. All pins of a thread are of one class, unless it attaches to databases of different origin. */
export function makePin({ words, programMemory }: DatabaseHandle, slot: number): Pin {
  const program = loadPinProgram(programMemory);
  const views = new Int32Array(words);
  if (program === undefined) return new AtomicsPin(views, slot);
  const pin = new ProgramPin(program, views, slot);
  // A program over other memory would pin nothing.
  const isSeen = pin.pin() >= CLOSED || Atomics.load(views, slotAt(slot) + SLOT_PIN) !== 0;
  pin.unpin();
  if (!isSeen) throw damagedHandle('programMemory');
  return pin;
}

class ProgramPin implements Pin {
  readonly #program: PinProgram;
  /** Address in the program's memory. */
  readonly #at: number;
  readonly #writer: Bell;

  constructor(program: PinProgram, words: Int32Array, slot: number) {
    this.#program = program;
    this.#at = (slotAt(slot) + SLOT_PIN) * WORD_BYTES;
    this.#writer = new Bell(words, WRITER_BELL);
  }

  pin(): number {
    const published = this.#program.pin(this.#at); // P1 to P3
    if (published >= CLOSED) this.unpin();
    return published;
  }

  unpin(): void {
    if (this.#program.unpin(this.#at) !== 0) this.#writer.ring(); // P4, P5
  }
}

/**
 * Where programs are not allowed. An atomic access takes about 30 ns, a plain one takes 1 ns; so P5 looks at the bell by a plain access. It
 * may miss that the writer has begun to listen; then W5 ends by its time.
 */
class AtomicsPin implements Pin {
  readonly #words: Int32Array;
  readonly #at: number;
  readonly #writer: Bell;

  constructor(words: Int32Array, slot: number) {
    this.#words = words;
    this.#at = slotAt(slot) + SLOT_PIN;
    this.#writer = new Bell(words, WRITER_BELL);
  }

  pin(): number {
    const words = this.#words;
    const at = this.#at;
    let guess = words[PUBLISHED] as number; // P1
    for (;;) {
      Atomics.store(words, at, guess + 1); // P2
      const published = Atomics.load(words, PUBLISHED); // P3
      if (published === guess) break;
      guess = published;
    }
    if (guess >= CLOSED) this.unpin();
    return guess;
  }

  unpin(): void {
    Atomics.store(this.#words, this.#at, 0); // P4
    if (this.#words[WRITER_BELL] !== 0) this.#writer.ring(); // P5
  }
}
