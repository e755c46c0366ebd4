/** Whether a thread that waits for another thread should busy-wait first. It learns from how often that helped. */

/** After failed spins, at most this many waits pass without a spin. */
const SKIPS_MAX = 255;

/**
 * To sleep and be woken takes 20 to 60 us; a busy-waiting thread sees an event within microseconds. But often no event
 * comes soon. If both threads share one processor, no event can come until this thread sleeps, and a spin takes time
 * from the very thread that it waits for.
 *
 * So this is an exponential backoff. After a failed spin some waits skip theirs: about twice as many as after the
 * failure before. After a successful spin the next wait spins again, and the count is halved.
 */
export class Spin {
  /** Waits that skipped their spin after the last failure, halved by each success since. */
  #skipCount = 0;
  #skipsLeft = 0;

  /** Whether to busy-wait during the wait that begins now. If true, the caller calls `end` afterwards. */
  begin(): boolean {
    if (this.#skipsLeft === 0) return true;
    this.#skipsLeft--;
    return false;
  }

  /** `isInTime`: the event came while the thread was busy-waiting. */
  end(isInTime: boolean): void {
    this.#skipCount = isInTime ? this.#skipCount >> 1 : Math.min(2 * this.#skipCount + 1, SKIPS_MAX);
    this.#skipsLeft = isInTime ? 0 : this.#skipCount;
  }
}
