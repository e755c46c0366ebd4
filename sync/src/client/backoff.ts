/** How long a client waits before it connects again: full jitter, so that clients do not come back all at once. */

const FIRST_MS = 250;
const MAX_MS = 30_000;
/** Failures that an overload counts as, at least: up to two seconds. */
const OVERLOAD = 3;

export class Backoff {
  #failures = 0;

  /** The connection was good for a while. */
  reset(): void {
    this.#failures = 0;
  }

  /** Milliseconds until the next attempt. */
  nextMs(isOverload: boolean): number {
    if (isOverload) this.#failures = Math.max(this.#failures, OVERLOAD);
    const max = Math.min(FIRST_MS * 2 ** this.#failures, MAX_MS);
    this.#failures++;
    return Math.random() * max;
  }
}
