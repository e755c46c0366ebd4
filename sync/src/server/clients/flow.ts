/** How much a client may be sent: steps without an acknowledgement, and bytes in a second. */

import { Rate } from './rate.js';

/**
 * A step asks for an acknowledgement if it is the first one in such a period, or if the steps since the last one that
 * asked have that many bytes. Each message costs the server as much as sending a step, so acknowledging every step of
 * 30 Hz would double its work; and the bound stays: at most two periods, or two times the bytes and a step each.
 */
const ASK_EVERY_MS = 1000;
const ASK_EVERY_BYTES = 64 * 1024;

/** Steps that asked and were not acknowledged; then the client gets no more. */
const UNACKNOWLEDGED_MAX = 2;

export class Flow {
  /** That were sent. */
  readonly steps: Rate = new Rate();
  readonly bytes: Rate = new Rate();
  readonly #bytesPerSecond: number;
  /** Versions of the steps that asked. */
  #asked: number[] = [];
  #askedInPeriod = -1;
  #bytesSinceAsked = 0;
  /** When the bytes that were sent are paid for. */
  #freeAtMs = 0;

  /** 0 for no limit. */
  constructor(bytesPerSecond: number) {
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** False while the client has not taken what it got. */
  get isOpen(): boolean {
    return this.#asked.length < UNACKNOWLEDGED_MAX;
  }

  /** False while the client has got more bytes than its budget allows. */
  isWithinBudget(nowMs: number): boolean {
    return nowMs >= this.#freeAtMs;
  }

  /** A step of that many bytes is sent. Returns whether it must ask for an acknowledgement. */
  send(version: number, bytes: number, nowMs: number): boolean {
    this.steps.add(1, nowMs);
    this.bytes.add(bytes, nowMs);
    if (this.#bytesPerSecond > 0) {
      this.#freeAtMs = Math.max(this.#freeAtMs, nowMs) + (bytes * 1000) / this.#bytesPerSecond;
    }
    this.#bytesSinceAsked += bytes;
    const period = Math.floor(nowMs / ASK_EVERY_MS);
    if (period === this.#askedInPeriod && this.#bytesSinceAsked < ASK_EVERY_BYTES) return false;
    this.#askedInPeriod = period;
    this.#bytesSinceAsked = 0;
    this.#asked.push(version);
    return true;
  }

  /** True if nothing waits for an acknowledgement. */
  get isConfirmed(): boolean {
    return this.#asked.length === 0;
  }

  /** False if this step is not the next one to be acknowledged. */
  acknowledge(version: number): boolean {
    return this.#asked.shift() === version;
  }
}
