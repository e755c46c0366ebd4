/** The shared memory through which the owner of a database and its log talk. */

import { blockWhile } from '../clock.js';
import { HAS_SHARED_MEMORY } from '../memory/index.js';

/** Slots of 32 bits, all of them read and written with Atomics. */
const WAKE = 0;
const DONE = 1;
const OWNER_SLEEPS = 2;
const STATUS = 3;
const REQUESTS = 4;
const OUTBOX_LOCK = 5;
const FAILURE_BYTES = 6;
const LOG_SLEEPS = 7;
const SEGMENT = 8;
const SLOTS = 16;

/** Slots of 64 bits. Atomics keep their halves together. */
const WRITTEN = 0;
const DURABLE = 1;
const WINDOW_START = 2;
const WINDOW_END = 3;
const LARGE_SLOTS = 8;

/** Longer descriptions of a failure are cut; the code comes first in them. */
const FAILURE_CAPACITY = 4096;

export const RUNNING = 0;
/** The device is full; what could not be written may be tried again. */
export const FULL = 1;
/** A sync or a write failed, so nobody knows what is on the device. For ever. */
export const POISONED = 2;

/** What the owner asks for beside taking what is in the outbox; bits. */
export const SYNC = 1;
export const RETRY = 2;
export const CLOSE = 4;
export const CHECKPOINT = 8;
/** Ends the log as it is. */
export const ABANDON = 16;

const UNLOCKED = 0;

/** What went wrong, as far as it fits through shared memory. */
export interface LogFailure {
  readonly systemCode: string;
  readonly message: string;
  readonly path: string;
}

/** The memory itself, to be posted to a thread. */
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

  // What the owner does.

  /** Number of the last call for the log's attention. */
  get calls(): number {
    return Atomics.load(this.#slots, WAKE);
  }

  wake(): void {
    Atomics.add(this.#slots, WAKE, 1);
    Atomics.notify(this.#slots, WAKE);
  }

  /** Wakes the log if it sleeps until it is called; it comes by itself otherwise. */
  wakeIfAsleep(): void {
    if (Atomics.load(this.#slots, LOG_SLEEPS) === 1) this.wake();
  }

  request(bit: number): void {
    Atomics.or(this.#slots, REQUESTS, bit);
  }

  /** One at a time: the next one comes minutes after the log has taken this one. */
  requestCheckpoint(windowStart: number, windowEnd: number): void {
    Atomics.store(this.#large, WINDOW_START, BigInt(windowStart));
    Atomics.store(this.#large, WINDOW_END, BigInt(windowEnd));
    this.request(CHECKPOINT);
  }

  /** Changes whenever the log has got on. Read it before what it may change, so that no change is slept through. */
  get progress(): number {
    return Atomics.load(this.#slots, DONE);
  }

  /** Blocks until the log has got on since `progress` was read; false if `timeoutMs` have passed before. */
  sleepUntilProgress(progress: number, timeoutMs: number): boolean {
    return blockWhile(this.#slots, DONE, progress, timeoutMs);
  }

  /** Asks for a message at the next progress, or no longer. */
  set ownerSleeps(sleeps: boolean) {
    Atomics.store(this.#slots, OWNER_SLEEPS, sleeps ? 1 : 0);
  }

  get status(): number {
    return Atomics.load(this.#slots, STATUS);
  }

  /** Sequence of the segment that the log writes to, modulo 2^32. */
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

  // What the log does.

  /** Waits for a call later than `calls`; answers false when `timeoutMs` have passed without one. */
  waitForCall(calls: number, timeoutMs: number): boolean {
    return blockWhile(this.#slots, WAKE, calls, timeoutMs);
  }

  /** Says that the log is about to sleep until it is called; it must look for work once more before it does. */
  set logSleeps(sleeps: boolean) {
    Atomics.store(this.#slots, LOG_SLEEPS, sleeps ? 1 : 0);
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

  /** To be said before the progress that led there. */
  set segment(sequence: number) {
    Atomics.store(this.#slots, SEGMENT, sequence);
  }

  /** Says how far the log has got; true when the owner waits for a message. */
  report(written: number, durable: number): boolean {
    Atomics.store(this.#large, WRITTEN, BigInt(written));
    Atomics.store(this.#large, DURABLE, BigInt(durable));
    return this.#progress();
  }

  /** Says that the log can go on no more, or that it can again; true when the owner waits for a message. */
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

  // What both do with the outbox.

  /** Takes the outbox for `holder`, a number above 0; false when somebody else has it. */
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
