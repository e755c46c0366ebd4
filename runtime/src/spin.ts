/** Whether a thread that waits for another one should stay awake for a moment: learned from whether that has been of use. */

/** Waits between two tries, at most. */
const MAX_SKIPPED = 255;

/**
 * To sleep and to be woken takes 20 to 60 us; whoever stays awake notices in microseconds what comes soon. But often nothing comes soon, and where
 * both threads share one processor, nothing can come until this one sleeps: then each try takes time from the very thread that it waits for. So
 * after a try in vain some waits go by without one, each time about twice as many as the time before, and after one that was of use half as
 * many (exponential backoff).
 */
export class Spin {
  #skipped = 0;
  #left = 0;

  /** Whether to stay awake for the wait that begins; if so, `end` is to be called. */
  begin(): boolean {
    if (this.#left === 0) return true;
    this.#left--;
    return false;
  }

  /** What was waited for has come in time, or has not. */
  end(inTime: boolean): void {
    this.#skipped = inTime ? this.#skipped >> 1 : Math.min(2 * this.#skipped + 1, MAX_SKIPPED);
    this.#left = inTime ? 0 : this.#skipped;
  }
}
