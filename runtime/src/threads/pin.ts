/** A reader's hold on the side that is published, so that the writer does not use it again. */

import type { Side } from '../memory/index.js';
import { Bell } from './bell.js';
import { PUBLISHED_SIDE, SLOT_PIN, slotAt, WRITER_BELL } from './layout.js';

/**
 *   reader                                     writer
 *   P1  side = load(PUBLISHED_SIDE)            W1  store(PUBLISHED_SIDE, the side just written)
 *   P2  store(pin, side + 1)                   W2  for each pin: load(pin) is not the other side
 *   P3  load(PUBLISHED_SIDE) is side?          W3    otherwise: listen to the bell
 *         otherwise again from P1              W4    for each pin again
 *   ... reads ...                              W5    wait for the bell, again from W3
 *   P4  store(pin, 0)                          W6  write to the other side
 *   P5  ring the writer's bell
 *
 * Atomics are sequentially consistent. When P3 finds the side still published, P3 comes before the W1 that takes it away, so P2 does
 * too, and W2, which comes after W1, finds the pin: the writer stays away until P4. When the writer has looked (W2) before P2,
 * then W1 came before P3, and P3 finds another side. The side may have been unpublished and published again between P1
 * and P3; then it is the published one at P3, which is all that counts.
 *
 * What is read: all that was written to the side came before W1, and W1 is what P1 or P3 has read, so it is all there, and
 * nothing is written until after W2 has read P4's store (or the store of a later pin of the other side).
 *
 * Hot: of each read in a thread of its own, these three are half of the cost.
 */
export class Pin {
  readonly #words: Int32Array;
  readonly #at: number;
  readonly #writer: Bell;

  constructor(words: Int32Array, slot: number) {
    this.#words = words;
    this.#at = slotAt(slot) + SLOT_PIN;
    this.#writer = new Bell(words, WRITER_BELL);
  }

  pin(): Side {
    const words = this.#words;
    for (;;) {
      const side = Atomics.load(words, PUBLISHED_SIDE); // P1
      Atomics.store(words, this.#at, side + 1); // P2
      if (Atomics.load(words, PUBLISHED_SIDE) === side) return side as Side; // P3
    }
  }

  unpin(): void {
    Atomics.store(this.#words, this.#at, 0); // P4
    this.#writer.ring(); // P5
  }
}
