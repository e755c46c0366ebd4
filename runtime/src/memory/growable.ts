/** Bytes that grow: shared and grown in place where the platform can, copied into a larger buffer where it cannot. */

import { HAS_SHARED_MEMORY } from './platform.js';
import { type Views, viewsOver } from './views.js';

/**
 * Address space to reserve for one growable buffer, in bytes. Reserving costs no memory; Node 20 and 22 allow 4 GiB. Where
 * even address space is scarce, the reservation is halved until it is granted.
 */
const LARGEST_RESERVATION = 2 ** 32;
const SMALLEST_RESERVATION = 2 ** 26;

/**
 * Starting offsets differ by this much from buffer to buffer, over `COLOURS` steps.
 *
 * Buffers start at page boundaries, so the same row of several tables would compete for the same cache sets (seen to
 * cost ten times the time); a step of one page and one cache line spreads them.
 */
const COLOUR_STEP = 4096 + 64;
const COLOURS = 61;

/**
 * Views of nothing, for regions that hold nothing yet: a schema may have thousands of tables that are never used. Over the
 * same kind of buffer as all others, because code that meets two kinds runs several times slower.
 */
export const NO_BYTES: Views = /*@__PURE__*/ noBytes();

export class GrowableBytes {
  /** Bytes that this buffer can ever hold. */
  readonly limit: number;
  /** Where in the buffer the first byte is. */
  readonly start: number;
  #buffer: ArrayBufferLike;

  /** `colour` is any running number; `limit` caps the size in bytes. */
  constructor(colour: number, limit: number) {
    this.start = (colour % COLOURS) * COLOUR_STEP + 64;
    if (HAS_SHARED_MEMORY) {
      const reserved = reserve(this.start, Math.min(limit + this.start, LARGEST_RESERVATION));
      this.#buffer = reserved.buffer;
      this.limit = Math.min(limit, reserved.bytes - this.start);
    } else {
      this.#buffer = new ArrayBuffer(this.start);
      this.limit = limit;
    }
  }

  /** The buffer; another one after a growth where memory cannot be shared. */
  get buffer(): ArrayBufferLike {
    return this.#buffer;
  }

  /** Grows to `length` bytes, at most `limit`, new bytes being zero, and gives views of all of them. */
  grow(length: number): Views {
    const total = this.start + length;
    if (HAS_SHARED_MEMORY && this.#buffer instanceof SharedArrayBuffer) {
      if (this.#buffer.byteLength < total) this.#buffer.grow(total);
    } else {
      const larger = new ArrayBuffer(total);
      new Uint8Array(larger).set(new Uint8Array(this.#buffer));
      this.#buffer = larger;
    }
    return viewsOver(this.#buffer, this.start, length);
  }
}

function reserve(bytes: number, maximum: number): { readonly buffer: SharedArrayBuffer; readonly bytes: number } {
  for (let wanted = maximum; ; wanted = Math.max(wanted / 2, bytes)) {
    try {
      return { buffer: new SharedArrayBuffer(bytes, { maxByteLength: wanted }), bytes: wanted };
    } catch (error) {
      if (!(error instanceof RangeError) || wanted <= SMALLEST_RESERVATION) throw error;
    }
  }
}

function noBytes(): Views {
  return viewsOver(HAS_SHARED_MEMORY ? new SharedArrayBuffer(0, { maxByteLength: 8 }) : new ArrayBuffer(0), 0, 0);
}
