/** A token bucket: how many frames a client may send. */

import { FRAME } from '../../protocol/index.js';
import type { Limits } from './limits.js';

/** Seconds of the rate that a burst may take. */
const BURST_S = 5;
/** A client that says what it holds sends the first frames at once: one has about 16 KiB, and entities are limited. */
const HELD_FRAMES = 256;

export class FrameRate {
  readonly #perSecond: number;
  /** Frames that are not counted, by type: what a client sends again after each connection. */
  readonly #uncounted: Map<number, number>;
  #available: number;
  #atMs: number;

  constructor({ framesPerSecond, subscriptions, channels }: Limits, nowMs: number) {
    this.#perSecond = framesPerSecond;
    this.#uncounted = new Map([
      [FRAME.subscribe, subscriptions],
      // A channel with a long value may fill half of a frame.
      [FRAME.held, HELD_FRAMES + channels],
      [FRAME.resume, 1],
    ]);
    this.#available = framesPerSecond * BURST_S;
    this.#atMs = nowMs;
  }

  /** Takes one token, for a frame of this type. Returns false if none is left. */
  take(type: number | undefined, nowMs: number): boolean {
    const uncounted = this.#uncounted.get(type ?? 0) ?? 0;
    if (uncounted > 0) {
      this.#uncounted.set(type ?? 0, uncounted - 1);
      return true;
    }
    const earned = (Math.max(nowMs - this.#atMs, 0) * this.#perSecond) / 1000;
    this.#atMs = nowMs;
    this.#available = Math.min(this.#available + earned, this.#perSecond * BURST_S);
    if (this.#available < 1) return false;
    this.#available--;
    return true;
  }
}
