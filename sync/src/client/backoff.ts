/** How long a client waits before it connects again: full jitter, so that clients do not come back all at once. */

const FIRST_MS = 250;
const MAX_MS = 30_000;
/** Doublings up to two seconds: at most as many after a short outage, and at least as many after an overload. */
const SHORT = 3;

export class Backoff {
  #failures = 0;

  /** The connection was good. */
  reset(): void {
    this.#failures = 0;
  }

  /** Milliseconds until the next attempt. `isShort`: the connection was lost a short time ago. */
  nextMs(isOverload: boolean, isShort: boolean): number {
    if (isOverload) this.#failures = Math.max(this.#failures, SHORT);
    else if (isShort) this.#failures = Math.min(this.#failures, SHORT);
    const max = Math.min(FIRST_MS * 2 ** this.#failures, MAX_MS);
    this.#failures++;
    return Math.random() * max;
  }
}
