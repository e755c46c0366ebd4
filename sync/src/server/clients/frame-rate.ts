/** A token bucket: how many frames a client may send. */

/** Seconds of the rate that a burst may take. */
const BURST_S = 5;

export class FrameRate {
  readonly #perSecond: number;
  #available: number;
  #atMs: number;

  constructor(perSecond: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#available = perSecond * BURST_S;
    this.#atMs = nowMs;
  }

  /** Takes one token. Returns false if none is left. */
  take(nowMs: number): boolean {
    const earned = (Math.max(nowMs - this.#atMs, 0) * this.#perSecond) / 1000;
    this.#atMs = nowMs;
    this.#available = Math.min(this.#available + earned, this.#perSecond * BURST_S);
    if (this.#available < 1) return false;
    this.#available--;
    return true;
  }
}
