/** A pin: while a reader holds the published side, the writer does not write to that side. */

import { Bell } from '../lane/index.js';
import { damagedHandle } from './check-handle.js';
import type { DatabaseHandle } from './handle.js';
import { CLOSED, PUBLISHED, SLOT_PIN, slotAt, WORD_BYTES, WRITER_BELL } from './layout.js';
import { loadPinProgram, type PinProgram } from './pin-program.js';

/**
 *   reader                                     writer
 *   P1  guess = PUBLISHED                      W1  store(PUBLISHED, the side that was written)
 *   P2  store(pin, guess + 1)                  W2  for each pin: load(pin) is not the side to write
 *   P3  load(PUBLISHED) is the guess?          W3    otherwise: listen to the bell
 *         otherwise again from P2 with that    W4    for each pin again
 *   ... reads ...                              W5    wait for the bell, a few milliseconds at most, again from W3
 *   P4  store(pin, 0)                          W6  write to that side
 *   P5  ring the writer's bell, if it listens
 *
 * P2 to P5 and W1 to W4 are atomic, and all threads see them in one order. If P3 finds the guessed side published, P3
 * comes before the W1 that unpublishes that side. So P2 comes before that W1, too. W2 comes after W1 and finds the pin,
 * so the writer does not write there until P4. If the writer has checked (W2) before P2, W1 came before P3, and P3
 * finds another side. The side may have been unpublished and published again between P1 and P3. Then it is the
 * published side at P3, which is all that matters. P1 can be a plain access, because P3 checks it.
 *
 * What is read was written before the W1 whose value P3 has read. So it happens before the reads. What is written next
 * to that side, at W6, comes after a W2 or W4 that has read what P4, or a later P2, stored. So the reads happen before
 * it.
 *
 * Hot: in another thread, this is most of the cost of a single read.
 */
export interface Pin {
  /**
   * Pins the published side and returns it. If nothing can be read, pins nothing and returns `CLOSED` or `UNREADABLE`.
   */
  pin(): number;
  unpin(): void;
}

/** A thread's pin. All pins of a thread have one class, unless only some of the handles have a `programMemory`. */
export function makePin({ words, programMemory }: DatabaseHandle, slot: number): Pin {
  const program = loadPinProgram(programMemory);
  const views = new Int32Array(words);
  if (program === undefined) return new AtomicsPin(views, slot);
  const pin = new ProgramPin(program, views, slot);
  // A program over other memory would pin nothing.
  const isEffective = pin.pin() >= CLOSED || Atomics.load(views, pinAt(slot)) !== 0;
  pin.unpin();
  if (!isEffective) throw damagedHandle('programMemory');
  return pin;
}

class ProgramPin implements Pin {
  readonly #program: PinProgram;
  /** Address of the pin in the program's memory. */
  readonly #address: number;
  readonly #writer: Bell;

  constructor(program: PinProgram, words: Int32Array, slot: number) {
    this.#program = program;
    this.#address = pinAt(slot) * WORD_BYTES;
    this.#writer = new Bell(words, WRITER_BELL);
  }

  pin(): number {
    const published = this.#program.pin(this.#address); // P1 to P3
    if (published >= CLOSED) this.unpin();
    return published;
  }

  unpin(): void {
    if (this.#program.unpin(this.#address) !== 0) this.#writer.ring(); // P4, P5
  }
}

/**
 * For platforms that do not allow WebAssembly. An atomic access takes about 30 ns, a plain access 1 ns, so P5 loads the
 * bell by a plain access. It may miss that the writer has just started to listen. Then W5 ends by its timeout.
 */
class AtomicsPin implements Pin {
  readonly #words: Int32Array;
  readonly #at: number;
  readonly #writer: Bell;

  constructor(words: Int32Array, slot: number) {
    this.#words = words;
    this.#at = pinAt(slot);
    this.#writer = new Bell(words, WRITER_BELL);
  }

  pin(): number {
    const words = this.#words;
    const at = this.#at;
    let guess = words[PUBLISHED] as number; // P1
    // Repeats only if the owner has published between P1 and P3, or between a P3 and the next.
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

/** Index of the word that contains a slot's pin. */
function pinAt(slot: number): number {
  return slotAt(slot) + SLOT_PIN;
}
