/** How much a client was sent, and may be sent: steps without an acknowledgement, and bytes in a second. */

/**
 * A step asks for an acknowledgement if the steps since the last one that asked are as many as in this time, or have
 * that many bytes. Each message of a client costs the server more than sending a step, so acknowledging every step of
 * 30 Hz would double its work; and the bound stays: twice the steps, or twice the bytes and a step each.
 */
const ASK_EVERY_S = 2;
const ASK_EVERY_BYTES = 64 * 1024;
/** For clients that get each publication. */
const ASK_EVERY_STEPS = 60;

/** Steps that asked and were not acknowledged; then the client gets no more. */
const UNACKNOWLEDGED_MAX = 2;

const SLICE_BYTES_MIN = 1024;
const SECOND_MS = 1000;

/** In the last whole second. */
export interface SentPerSecond {
  readonly stepsPerSecond: number;
  readonly bytesPerSecond: number;
}

/** Hot: used for each step of each client. Its numbers are small integers in one object, because memory is the cost. */
export class Flow {
  /** That were sent, slices of content included. */
  steps = 0;
  bytes = 0;
  readonly #bytesPerSecond: number;
  readonly #stepsPerAsk: number;
  /** Versions of the steps that asked. */
  readonly #asked: number[] = [];
  /** How many they are. */
  #unacknowledged = 0;
  #stepsSinceAsked: number;
  #bytesSinceAsked = 0;
  /** When the bytes that were sent are paid for. */
  #freeAtMs = 0;
  #isSliceLast = false;
  #second = 0;
  /** That were sent before this second. */
  #stepsBefore = 0;
  #bytesBefore = 0;
  #lastSecond: SentPerSecond = { stepsPerSecond: 0, bytesPerSecond: 0 };

  /** `bytesPerSecond` is 0 for no limit, `hz` for each publication. */
  constructor(hz: number, bytesPerSecond: number) {
    this.#bytesPerSecond = bytesPerSecond;
    this.#stepsPerAsk = hz === 0 ? ASK_EVERY_STEPS : hz * ASK_EVERY_S;
    // The first step asks.
    this.#stepsSinceAsked = this.#stepsPerAsk;
  }

  /** False while the client has not taken what it got. */
  get isOpen(): boolean {
    return this.#unacknowledged < UNACKNOWLEDGED_MAX;
  }

  /** False while the client has got more bytes than its budget allows. */
  isWithinBudget(nowMs: number): boolean {
    return this.#bytesPerSecond === 0 || nowMs >= this.#freeAtMs;
  }

  /** A step of that many bytes is sent. Returns whether it must ask for an acknowledgement. */
  send(version: number, bytes: number, nowMs: number): boolean {
    this.#pay(bytes, nowMs);
    this.#isSliceLast = false;
    this.steps++;
    this.#stepsSinceAsked++;
    this.#bytesSinceAsked += bytes;
    if (this.#stepsSinceAsked <= this.#stepsPerAsk && this.#bytesSinceAsked < ASK_EVERY_BYTES) return false;
    this.#stepsSinceAsked = 0;
    this.#bytesSinceAsked = 0;
    this.#asked.push(version);
    this.#unacknowledged++;
    return true;
  }

  /** True if a slice may be sent: with a budget, slices and steps take turns. `hasStep` if a step waits, too. */
  hasTurnForSlice(nowMs: number, hasStep: boolean): boolean {
    if (this.#bytesPerSecond === 0) return true;
    return nowMs >= this.#freeAtMs && !(hasStep && this.#isSliceLast);
  }

  /** The size of slices, where `most` is the size without a budget: so that a step waits for a part of a second. */
  sliceBytes(most: number): number {
    return this.#bytesPerSecond === 0 ? most : Math.min(most, Math.max(SLICE_BYTES_MIN, this.#bytesPerSecond / 8));
  }

  /** A slice of that many bytes is sent. */
  sendSlice(bytes: number, nowMs: number): void {
    this.#pay(bytes, nowMs);
    this.#isSliceLast = true;
  }

  /** True if nothing waits for an acknowledgement. */
  get isConfirmed(): boolean {
    return this.#unacknowledged === 0;
  }

  /** False if this step is not the next one to be acknowledged. */
  acknowledge(version: number): boolean {
    if (this.#asked.shift() !== version) return false;
    this.#unacknowledged--;
    return true;
  }

  sentPerSecond(nowMs: number): SentPerSecond {
    this.#turn(nowMs);
    return this.#lastSecond;
  }

  #pay(bytes: number, nowMs: number): void {
    this.#turn(nowMs);
    this.bytes += bytes;
    if (this.#bytesPerSecond === 0) return;
    this.#freeAtMs = Math.max(this.#freeAtMs, nowMs) + (bytes * SECOND_MS) / this.#bytesPerSecond;
  }

  #turn(nowMs: number): void {
    const second = Math.floor(nowMs / SECOND_MS);
    if (second === this.#second) return;
    const isNext = second === this.#second + 1;
    this.#lastSecond = {
      stepsPerSecond: isNext ? this.steps - this.#stepsBefore : 0,
      bytesPerSecond: isNext ? this.bytes - this.#bytesBefore : 0,
    };
    this.#stepsBefore = this.steps;
    this.#bytesBefore = this.bytes;
    this.#second = second;
  }
}
