/** Waking a thread that sleeps until there is something for it, without a system call when it is awake, and without missing a ring. */

import { blockWhile } from '../../clock.js';

const AWAKE = 0;
const ASLEEP = 1;

/**
 *   who waits                                  who rings
 *   B1  store(word, ASLEEP)                    B4  stores what it announces: R3, R6, P4, ...
 *   B2  looks whether there is anything        B5  load(word): is it ASLEEP?
 *   B3  sleeps, if the word is ASLEEP          B6    if so: compareExchange(word, ASLEEP, AWAKE), and notify
 *
 * No ring is missed. All of these are Atomics, which all threads see in one order, and in that order B5 comes either before B1 or after:
 *
 * - Before: then B4, which comes before B5, comes before B2 too, and B2 finds what was stored. It must look with an Atomics load, as
 *   `RingConsumer.hasNext` does (R4).
 * - After: then B5 finds ASLEEP, unless somebody else has rung since B1, and B6 stores AWAKE, unless somebody else is quicker. If that
 *   store comes before B3, B3 finds AWAKE and does not sleep; the system compares and goes to sleep as one step. If it comes after, the
 *   notification, which comes after it, finds somebody asleep and wakes it.
 *
 * Whoever rings must ring after B4, and whoever waits must look after B1: the word is only about being asleep, not about what there is.
 * test/runtime/threads/interleavings.test.ts walks through all orders of these steps.
 *
 * One thread waits at a bell, any number ring it. A wake-up may find nothing to do. Hot: ringing it for somebody who is awake is one load,
 * and of several that ring for somebody who is asleep, one makes the system call.
 */
export class Bell {
  readonly #words: Int32Array;
  readonly #at: number;

  constructor(words: Int32Array, at: number) {
    this.#words = words;
    this.#at = at;
  }

  /** Says that this thread is about to sleep; it must look once more before it does. */
  listen(): void {
    Atomics.store(this.#words, this.#at, ASLEEP); // B1
  }

  /** Says that it does not sleep after all. */
  awake(): void {
    Atomics.store(this.#words, this.#at, AWAKE);
  }

  /** Blocks until the bell has rung since `listen`, or so many milliseconds have passed. */
  wait(timeoutMs: number): void {
    blockWhile(this.#words, this.#at, ASLEEP, timeoutMs); // B3
  }

  /** Resolves once the bell has rung since `listen`, or so many milliseconds have passed. Does not keep the thread alive. */
  async whenRung(timeoutMs: number = Number.POSITIVE_INFINITY): Promise<void> {
    const waiting = Atomics.waitAsync(this.#words, this.#at, ASLEEP, timeoutMs); // B3
    if (waiting.async) await waiting.value;
  }

  ring(): void {
    if (Atomics.load(this.#words, this.#at) === ASLEEP) this.#wake(); // B5
  }

  #wake(): void {
    if (Atomics.compareExchange(this.#words, this.#at, ASLEEP, AWAKE) === ASLEEP) Atomics.notify(this.#words, this.#at); // B6
  }
}
