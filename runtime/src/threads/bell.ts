/** Waking a thread that sleeps until there is something for it, without a system call when it is awake, and without missing a ring. */

const AWAKE = 0;
const ASLEEP = 1;

/** What TypeScript's library does not know yet: waiting without blocking. */
interface WaitAsync {
  waitAsync(
    words: Int32Array,
    index: number,
    value: number,
    timeoutMs?: number,
  ): { readonly async: false; readonly value: string } | { readonly async: true; readonly value: Promise<string> };
}

/**
 *   who waits                                  who rings
 *   B1  store(word, ASLEEP)                    B4  what is announced has been stored
 *   B2  looks whether there is anything        B5  load(word) is ASLEEP?
 *   B3  sleeps while the word is ASLEEP        B6    compareExchange(word, ASLEEP, AWAKE), notify
 *
 * Atomics are sequentially consistent: either B5 comes after B1, finds ASLEEP and wakes whoever sleeps, or keeps from sleeping whoever
 * has not come to B3 yet, because B3 compares the word; or B5 comes before B1, then B4 does too, and B2 finds what was stored.
 *
 * One thread waits at a bell, any number ring it. Hot: ringing it for somebody who is awake is one load.
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
    Atomics.wait(this.#words, this.#at, ASLEEP, timeoutMs); // B3
  }

  /** Resolves once the bell has rung since `listen`. Does not keep the thread alive. */
  async whenRung(): Promise<void> {
    // Every platform of ours has it; the library's types do not.
    const { waitAsync } = Atomics as typeof Atomics & WaitAsync;
    const waiting = waitAsync(this.#words, this.#at, ASLEEP); // B3
    if (waiting.async) await waiting.value;
  }

  ring(): void {
    if (Atomics.load(this.#words, this.#at) === ASLEEP) this.#wake(); // B5
  }

  #wake(): void {
    if (Atomics.compareExchange(this.#words, this.#at, ASLEEP, AWAKE) === ASLEEP) Atomics.notify(this.#words, this.#at); // B6
  }
}
