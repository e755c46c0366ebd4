/**
 * Where the log ends, and what of it is on the device. In shared memory, because two threads write the log: the log's
 * thread, and the owner's thread in `writeSync`. Only the thread whose turn it is reads or writes this; see
 * durable/log-control.ts.
 */

import { HAS_SHARED_MEMORY } from '../memory/index.js';
import { CHECKPOINT_BYTES, frameBytes } from './format.js';

/**
 * Bytes that groups leave free in a segment, so that a log that has filled the device can still be sealed and closed.
 */
const RESERVED_BYTES: number = frameBytes(CHECKPOINT_BYTES) + frameBytes(0) + frameBytes(0);

const SEQUENCE = 0;
const FIRST_VERSION = 1;
const SALT = 2;
const CAPACITY = 3;
const POSITION = 4;
const CHECKSUM = 5;
const SCRAP_END = 6;
const IS_DIRTY = 7;
const HAS_GROUPS = 8;
const UNANNOUNCED = 9;
const WRITTEN = 10;
const DURABLE = 11;
const IS_SEALED = 12;
const SLOTS = 13;

/** A segment that was made, without its file. */
export interface SegmentStart {
  readonly sequence: number;
  readonly firstVersion: number;
  readonly salt: number;
  /** Bytes for frames in the file. Only a frame that fits into no segment makes the file longer. */
  readonly capacity: number;
  /** Position of the next frame. */
  readonly position: number;
  /** Checksum of the last frame's header. */
  readonly checksum: number;
}

export class LogTail {
  /** To be posted to a thread. */
  readonly memory: ArrayBufferLike;
  readonly #slots: Float64Array;

  constructor(memory: ArrayBufferLike = newMemory()) {
    this.memory = memory;
    this.#slots = new Float64Array(memory);
  }

  /** Continues in a segment that was just made, and that the manifest does not name yet. */
  beginSegment({ sequence, firstVersion, salt, capacity, position, checksum }: SegmentStart): void {
    this.#slots.set([sequence, firstVersion, salt, capacity, position, checksum, 0, 0, 0, sequence]);
    this.isSealed = false;
  }

  /** Of the segment that is being written; 0 before the first one. */
  get sequence(): number {
    return this.#at(SEQUENCE);
  }

  get firstVersion(): number {
    return this.#at(FIRST_VERSION);
  }

  get salt(): number {
    return this.#at(SALT);
  }

  get capacity(): number {
    return this.#at(CAPACITY);
  }

  /** Position of the next frame, in bytes. */
  get position(): number {
    return this.#at(POSITION);
  }

  /** Checksum of the last frame's header. */
  get checksum(): number {
    return this.#at(CHECKSUM);
  }

  /** The log continues after frames that were just written. */
  continueAt(position: number, checksum: number): void {
    this.#slots[POSITION] = position;
    this.#slots[CHECKSUM] = checksum;
  }

  /** End of the bytes of frames that found no room; 0 if there are none. */
  get scrapEnd(): number {
    return this.#at(SCRAP_END);
  }

  set scrapEnd(position: number) {
    this.#slots[SCRAP_END] = position;
  }

  /** True while written bytes are not synced. */
  get isDirty(): boolean {
    return this.#at(IS_DIRTY) !== 0;
  }

  set isDirty(isDirty: boolean) {
    this.#slots[IS_DIRTY] = isDirty ? 1 : 0;
  }

  /** True once the segment contains a group. */
  get hasGroups(): boolean {
    return this.#at(HAS_GROUPS) !== 0;
  }

  set hasGroups(hasGroups: boolean) {
    this.#slots[HAS_GROUPS] = hasGroups ? 1 : 0;
  }

  /** Sequence of the segment that the manifest does not name yet; 0 if there is none. */
  get unannounced(): number {
    return this.#at(UNANNOUNCED);
  }

  set unannounced(sequence: number) {
    this.#slots[UNANNOUNCED] = sequence;
  }

  get writtenVersion(): number {
    return this.#at(WRITTEN);
  }

  set writtenVersion(version: number) {
    this.#slots[WRITTEN] = version;
  }

  /** The last version known to be on the device. */
  get durableVersion(): number {
    return this.#at(DURABLE);
  }

  set durableVersion(version: number) {
    this.#slots[DURABLE] = version;
  }

  /** True if the last frame is a seal. */
  get isSealed(): boolean {
    return this.#at(IS_SEALED) !== 0;
  }

  set isSealed(isSealed: boolean) {
    this.#slots[IS_SEALED] = isSealed ? 1 : 0;
  }

  #at(slot: number): number {
    return this.#slots[slot] as number;
  }
}

/** Bytes for groups in the rest of the segment. */
export function roomFor({ capacity, position }: LogTail): number {
  return capacity - RESERVED_BYTES - position;
}

function newMemory(): ArrayBufferLike {
  return HAS_SHARED_MEMORY ? new SharedArrayBuffer(SLOTS * 8) : new ArrayBuffer(SLOTS * 8);
}
