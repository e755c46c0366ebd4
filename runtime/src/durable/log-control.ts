/** The shared memory through which the owner's thread and the log exchange requests and progress. */

import { blockWhile } from '../clock.js';
import { HAS_SHARED_MEMORY } from '../memory/index.js';

/** Indexes of 32-bit slots, all read and written with Atomics. */
const WAKE = 0;
const DONE = 1;
const OWNER_SLEEPS = 2;
const STATUS = 3;
const REQUESTS = 4;
const OUTBOX_LOCK = 5;
const FAILURE_BYTES = 6;
const LOG_SLEEPS = 7;
const SEGMENT = 8;
const TURN = 9;
const SLOTS = 16;

/** Indexes of 64-bit slots. Atomics keep the two halves consistent. */
const WRITTEN = 0;
const DURABLE = 1;
const WINDOW_START = 2;
const WINDOW_END = 3;
const LARGE_SLOTS = 8;

/** In bytes. Longer descriptions of a failure are cut at the end; they begin with the code. */
const FAILURE_CAPACITY = 4096;

export const RUNNING = 0;
/** The device is full. The write may be retried. */
export const FULL = 1;
/** A sync or a write failed, so the content of the device is unknown. Final. */
export const POISONED = 2;

/** Requests of the owner, as bits, beside taking groups from the outbox. */
export const SYNC = 1;
export const RETRY = 2;
export const CLOSE = 4;
export const CHECKPOINT = 8;
/** Ends the log without another write. */
export const ABANDON = 16;

const UNLOCKED = 0;

/** Holders of the turn to write the log. Without a turn, a thread neither writes the log nor looks at its tail. */
const NO_ONE = 0;
const LOG = 1;
const OWNER = 2;

/** How long the log sleeps at most while the owner has the turn, in milliseconds. Its end wakes the log earlier. */
const TURN_SLEEP_MS = 1000;

/** The failure of the log, as far as it fits into shared memory. */
export interface LogFailure {
  readonly systemCode: string;
  readonly message: string;
  readonly path: string;
}

/** The buffers, to be posted to a thread. */
export interface LogControlMemory {
  readonly slots: ArrayBufferLike;
  readonly large: ArrayBufferLike;
  readonly failure: ArrayBufferLike;
}

export function logControlMemory(): LogControlMemory {
  const bytes = (length: number): ArrayBufferLike =>
    HAS_SHARED_MEMORY ? new SharedArrayBuffer(length) : new ArrayBuffer(length);
  return { slots: bytes(SLOTS * 4), large: bytes(LARGE_SLOTS * 8), failure: bytes(FAILURE_CAPACITY) };
}

export class LogControl {
  readonly memory: LogControlMemory;
  readonly #slots: Int32Array;
  readonly #large: BigInt64Array;
  readonly #failure: Uint8Array;

  constructor(memory: LogControlMemory) {
    this.memory = memory;
    this.#slots = new Int32Array(memory.slots);
    this.#large = new BigInt64Array(memory.large);
    this.#failure = new Uint8Array(memory.failure);
  }

  // Called by the owner.

  /**
   * Begins a turn in which the owner writes the log itself. Returns false, without a turn, if the log is busy or cannot
   * continue.
   */
  tryBeginOwnerTurn(): boolean {
    if (Atomics.compareExchange(this.#slots, TURN, NO_ONE, OWNER) !== NO_ONE) return false;
    // The log may have failed since the caller looked.
    if (this.status === RUNNING) return true;
    this.endOwnerTurn();
    return false;
  }

  endOwnerTurn(): void {
    Atomics.store(this.#slots, TURN, NO_ONE);
    Atomics.notify(this.#slots, TURN);
  }

  /** Number of the last call of `wake`. */
  get calls(): number {
    return Atomics.load(this.#slots, WAKE);
  }

  wake(): void {
    Atomics.add(this.#slots, WAKE, 1);
    Atomics.notify(this.#slots, WAKE);
  }

  /** Wakes the log only if it waits without a timeout. */
  wakeIfAsleep(): void {
    if (Atomics.load(this.#slots, LOG_SLEEPS) === 1) this.wake();
  }

  request(bit: number): void {
    Atomics.or(this.#slots, REQUESTS, bit);
  }

  /** One at a time: the next checkpoint ends long after the log has taken this request. */
  requestCheckpoint(windowStart: number, windowEnd: number): void {
    Atomics.store(this.#large, WINDOW_START, BigInt(windowStart));
    Atomics.store(this.#large, WINDOW_END, BigInt(windowEnd));
    this.request(CHECKPOINT);
  }

  /** Changes with each progress of the log. Read it before the state to wait for, so that no wake-up is missed. */
  get progress(): number {
    return Atomics.load(this.#slots, DONE);
  }

  /** Blocks until the log has made progress since `progress` was read. Returns false after `timeoutMs`. */
  sleepUntilProgress(progress: number, timeoutMs: number): boolean {
    return blockWhile(this.#slots, DONE, progress, timeoutMs);
  }

  /** Whether the log posts a message at its next progress. */
  set ownerSleeps(sleeps: boolean) {
    Atomics.store(this.#slots, OWNER_SLEEPS, sleeps ? 1 : 0);
  }

  get status(): number {
    return Atomics.load(this.#slots, STATUS);
  }

  /** Sequence of the segment that the log writes, modulo 2^32. */
  get segment(): number {
    return Atomics.load(this.#slots, SEGMENT) >>> 0;
  }

  get writtenVersion(): number {
    return Number(Atomics.load(this.#large, WRITTEN));
  }

  get durableVersion(): number {
    return Number(Atomics.load(this.#large, DURABLE));
  }

  get failure(): LogFailure | undefined {
    const length = Atomics.load(this.#slots, FAILURE_BYTES);
    if (length === 0) return undefined;
    const [systemCode = '', path = '', message = ''] = new TextDecoder()
      .decode(this.#failure.slice(0, length))
      .split('\n');
    return { systemCode, path, message };
  }

  // Called by the log.

  /** Waits for a call after `calls`. Returns false after `timeoutMs`. */
  waitForCall(calls: number, timeoutMs: number): boolean {
    return blockWhile(this.#slots, WAKE, calls, timeoutMs);
  }

  /** Whether the log waits without a timeout. The log must look for work once more after setting it. */
  set logSleeps(sleeps: boolean) {
    Atomics.store(this.#slots, LOG_SLEEPS, sleeps ? 1 : 0);
  }

  /** Waits until the owner has ended its turn; it lasts for one group. */
  beginLogTurn(): void {
    while (Atomics.compareExchange(this.#slots, TURN, NO_ONE, LOG) !== NO_ONE) {
      blockWhile(this.#slots, TURN, OWNER, TURN_SLEEP_MS);
    }
  }

  endLogTurn(): void {
    Atomics.store(this.#slots, TURN, NO_ONE);
  }

  get checkpointWindow(): { readonly start: number; readonly end: number } {
    return {
      start: Number(Atomics.load(this.#large, WINDOW_START)),
      end: Number(Atomics.load(this.#large, WINDOW_END)),
    };
  }

  takeRequests(): number {
    return Atomics.exchange(this.#slots, REQUESTS, 0);
  }

  /** To be set before the progress is reported that led there. */
  set segment(sequence: number) {
    Atomics.store(this.#slots, SEGMENT, sequence);
  }

  /** Reports the progress of the log. Returns true if the owner waits for a message. */
  report(written: number, durable: number): boolean {
    this.record(written, durable);
    return this.#progress();
  }

  /** The same by the thread with the turn, if no caller waits for it. */
  record(written: number, durable: number): void {
    Atomics.store(this.#large, WRITTEN, BigInt(written));
    Atomics.store(this.#large, DURABLE, BigInt(durable));
  }

  /** Reports that the log cannot continue, or can again. Returns true if the owner waits for a message. */
  reportStatus(status: number, failure?: LogFailure): boolean {
    if (failure !== undefined) {
      const text = [failure.systemCode, failure.path, failure.message]
        .map((part) => part.replaceAll('\n', ' '))
        .join('\n');
      const { written } = new TextEncoder().encodeInto(text, this.#failure);
      Atomics.store(this.#slots, FAILURE_BYTES, written);
    }
    Atomics.store(this.#slots, STATUS, status);
    return this.#progress();
  }

  // Called by both, for the outbox.

  /** Locks the outbox for `holder`, a number above 0. Returns false if the other side holds it. */
  tryLockOutbox(holder: number): boolean {
    return Atomics.compareExchange(this.#slots, OUTBOX_LOCK, UNLOCKED, holder) === UNLOCKED;
  }

  unlockOutbox(): void {
    Atomics.store(this.#slots, OUTBOX_LOCK, UNLOCKED);
  }

  #progress(): boolean {
    Atomics.add(this.#slots, DONE, 1);
    Atomics.notify(this.#slots, DONE);
    return Atomics.exchange(this.#slots, OWNER_SLEEPS, 0) === 1;
  }
}
