/**
 * The outbox holds groups, as frames, until the log takes them: the owner fills one of two buffers while the log writes
 * the other.
 */

import {
  END_MARK,
  FRAME_FIRST_VERSION,
  FRAME_HEADER_BYTES,
  FRAME_PAYLOAD_LENGTH,
  FRAME_TRANSACTION_COUNT,
  FRAME_TRANSACTIONS,
  FRAME_TYPE,
  frameBytes,
} from '../log/index.js';
import { GrowableBytes, moveToShared, type SharedBytes } from '../memory/index.js';
import { OperationWriter } from '../operation/index.js';
import type { LogControl } from './log-control.js';

/** Address space of each buffer, in bytes: room for two transactions of the largest size. */
const BUFFER_LIMIT = 2 ** 31;
const FIRST_CAPACITY = 64 * 1024;

const OWNER = 1;
const LOG = 2;

/** Indexes into the shared state. Only the side that holds the lock reads or writes it. */
const FILLING = 0;
const LENGTH = 1;
const VERSION = 3;
const STATE_SLOTS = 5;

/** The buffers, to be posted to a thread. */
export interface OutboxMemory {
  readonly buffers: readonly [SharedBytes, SharedBytes];
  readonly state: SharedArrayBuffer;
}

/** Frames, back to back, in which salt, checksums, durable version and chain are not filled in yet. */
export interface Batch {
  readonly frames: Uint8Array;
  readonly lastVersion: number;
}

/** The owner's side. */
export class Outbox {
  #memory: OutboxMemory;
  readonly #control: LogControl;
  readonly #buffers: readonly [GrowableBytes, GrowableBytes];
  readonly #writers: readonly [OperationWriter, OperationWriter];
  readonly #state: Float64Array;
  /** Position of the frame of the running group. */
  #frame = 0;
  #firstVersion = 0;
  #writer: OperationWriter;

  constructor(control: LogControl) {
    this.#control = control;
    const buffers = [new GrowableBytes(0, BUFFER_LIMIT), new GrowableBytes(1, BUFFER_LIMIT)] as const;
    moveToShared(buffers);
    this.#buffers = buffers;
    this.#writers = [new OperationWriter(buffers[0], FIRST_CAPACITY), new OperationWriter(buffers[1], FIRST_CAPACITY)];
    this.#writer = this.#writers[0];
    const state = new SharedArrayBuffer(STATE_SLOTS * 8);
    this.#state = new Float64Array(state);
    this.#memory = { buffers: [buffers[0].shared, buffers[1].shared], state };
  }

  /** Releases the buffers after the log has ended. */
  release(): void {
    for (const buffer of this.#buffers) buffer.release();
    for (const writer of this.#writers) writer.release();
    const nothing = { buffer: new SharedArrayBuffer(0), start: 0 };
    this.#memory = { buffers: [nothing, nothing], state: this.#memory.state };
  }

  /** What the log's side is made from. */
  get memory(): OutboxMemory {
    return this.#memory;
  }

  /** Bytes that the log has not taken yet. */
  get waiting(): number {
    this.#lock();
    const bytes = this.#state[LENGTH + (this.#state[FILLING] as number)] as number;
    this.#control.unlockOutbox();
    return bytes;
  }

  /** Begins the frame of a group. Locks the outbox until `end`. */
  begin(firstVersion: number): OperationWriter {
    this.#lock();
    const filling = this.#state[FILLING] as 0 | 1;
    const writer = this.#writers[filling];
    writer.position = this.#state[LENGTH + filling] as number;
    this.#writer = writer;
    this.#frame = writer.position;
    this.#firstVersion = firstVersion;
    writer.reserve(FRAME_HEADER_BYTES);
    writer.position += FRAME_HEADER_BYTES;
    return writer;
  }

  /** Ends the frame of `transactions` transactions; removes it if there are none. Returns its length in bytes. */
  end(transactions: number): number {
    const writer = this.#writer;
    const start = this.#frame;
    if (transactions === 0) {
      writer.position = start;
    } else {
      const payload = writer.position - start - FRAME_HEADER_BYTES;
      const end = start + frameBytes(payload);
      writer.reserve(end - writer.position);
      const { u8, u16, u32 } = writer.views;
      u32[(start + FRAME_PAYLOAD_LENGTH) >>> 2] = payload;
      u8[start + FRAME_TYPE] = FRAME_TRANSACTIONS;
      u8[start + FRAME_TYPE + 1] = 0;
      u16[(start + FRAME_TRANSACTION_COUNT) >>> 1] = transactions;
      u32[(start + FRAME_FIRST_VERSION) >>> 2] = this.#firstVersion >>> 0;
      u32[(start + FRAME_FIRST_VERSION + 4) >>> 2] = Math.floor(this.#firstVersion / 2 ** 32);
      u8.fill(0, writer.position, end - 1);
      u8[end - 1] = END_MARK;
      writer.position = end;
      const filling = this.#state[FILLING] as number;
      this.#state[LENGTH + filling] = end;
      this.#state[VERSION + filling] = this.#firstVersion + transactions - 1;
    }
    this.#control.unlockOutbox();
    return writer.position - start;
  }

  /** The frames that the log has not taken yet. To be called in a turn of the owner; valid until the next group. */
  get contents(): Uint8Array {
    const filling = this.#state[FILLING] as 0 | 1;
    return this.#writers[filling].views.u8.subarray(0, this.#state[LENGTH + filling] as number);
  }

  /** Removes the frames in a turn of the owner, which has written them itself. */
  clear(): void {
    this.#state[LENGTH + (this.#state[FILLING] as number)] = 0;
  }

  #lock(): void {
    // The log holds the lock for a few loads and stores only.
    while (!this.#control.tryLockOutbox(OWNER));
  }
}

/** The log's side. */
export class OutboxTaker {
  readonly #control: LogControl;
  readonly #memory: OutboxMemory;
  readonly #state: Float64Array;

  constructor(memory: OutboxMemory, control: LogControl) {
    this.#memory = memory;
    this.#control = control;
    this.#state = new Float64Array(memory.state);
  }

  /**
   * Takes all frames, and gives the owner the other buffer to fill. The bytes stay valid until the next call. Returns
   * `undefined` if there are none, or while the owner applies a group; the owner calls the log afterwards.
   */
  take(): Batch | undefined {
    if (!this.#control.tryLockOutbox(LOG)) return undefined;
    const filling = this.#state[FILLING] as 0 | 1;
    const length = this.#state[LENGTH + filling] as number;
    const lastVersion = this.#state[VERSION + filling] as number;
    if (length > 0) {
      this.#state[FILLING] = 1 - filling;
      this.#state[LENGTH + 1 - filling] = 0;
    }
    this.#control.unlockOutbox();
    if (length === 0) return undefined;
    const { buffer, start } = this.#memory.buffers[filling];
    const frames = new Uint8Array(buffer, start, length);
    return { frames, lastVersion };
  }
}
