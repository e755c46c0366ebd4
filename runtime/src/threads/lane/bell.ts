/** Waking a thread that sleeps until it has work: no system call if it is awake, and no wake-up is lost. */

import { blockWhile } from '../../clock.js';

const AWAKE = 0;
const ASLEEP = 1;

/**
 *   waiter                                     ringer
 *   B1  store(word, ASLEEP)                    B4  store what it announces: R3, R6, P4, ...
 *   B2  check whether there is work            B5  load(word): is it ASLEEP?
 *   B3  sleep, if the word is ASLEEP           B6    if so: compareExchange(word, ASLEEP, AWAKE), and notify
 *
 * No wake-up is lost. All of these are Atomics, which all threads see in one order. In that order, B5 comes either
 * before B1 or after it:
 *
 * - Before: B4 comes before B5, so it comes before B2, and B2 finds what was stored. B2 must use an Atomics load, as
 *   `RingConsumer.hasNext` does (R4).
 * - After: B5 finds ASLEEP, unless another ringer has rung since B1. B6 stores AWAKE, unless another ringer was faster.
 *   If that store comes before B3, B3 finds AWAKE and does not sleep: the system compares and falls asleep in one step.
 *   If it comes after B3, the notification comes after B3, too, and wakes the waiter.
 *
 * The ringer must ring after B4, and the waiter must check after B1. The word says only whether the waiter sleeps, not
 * whether there is work. test/runtime/threads/interleavings.test.ts executes all orders of these steps.
 *
 * One thread waits at a bell; any number of threads ring it. A waiter that was woken may find no work. Hot: ringing
 * while the waiter is awake is one load. If several threads ring while it sleeps, one of them makes the system call.
 */
export class Bell {
  readonly #words: Int32Array;
  readonly #at: number;

  constructor(words: Int32Array, at: number) {
    this.#words = words;
    this.#at = at;
  }

  /** Announces that this thread is about to sleep. It must check for work once more before it sleeps. */
  listen(): void {
    Atomics.store(this.#words, this.#at, ASLEEP); // B1
  }

  /** Withdraws `listen`: this thread does not sleep. */
  stopListening(): void {
    Atomics.store(this.#words, this.#at, AWAKE);
  }

  /** Blocks until the bell has rung since `listen`, or `timeoutMs` milliseconds have passed. */
  wait(timeoutMs: number): void {
    blockWhile(this.#words, this.#at, ASLEEP, timeoutMs); // B3
  }

  /**
   * Resolves once the bell has rung since `listen`, or `timeoutMs` milliseconds have passed. Does not keep the thread
   * alive.
   */
  async whenRung(timeoutMs: number = Number.POSITIVE_INFINITY): Promise<void> {
    const waiting = Atomics.waitAsync(this.#words, this.#at, ASLEEP, timeoutMs); // B3
    if (waiting.async) await waiting.value;
  }

  ring(): void {
    if (Atomics.load(this.#words, this.#at) === ASLEEP) this.#wake(); // B5
  }

  #wake(): void {
    const found = Atomics.compareExchange(this.#words, this.#at, ASLEEP, AWAKE); // B6
    if (found === ASLEEP) Atomics.notify(this.#words, this.#at);
  }
}
