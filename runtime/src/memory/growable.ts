/** Bytes that grow: small ones are copied into a larger buffer; large ones, and shared ones, grow in place. */

import { assert, EcsDbError } from '../errors.js';
import { countBuffer, makeGrowableBuffer, RESERVATION_MAX, releaseBuffer, tryReserve } from './growable-buffers.js';
import type { Shareable } from './move-to-shared.js';
import { HAS_SHARED_MEMORY } from './platform.js';
import { noticeReleased } from './released.js';
import type { SharedBytes } from './sides.js';
import { type ElementKinds, type Views, viewsOver } from './views.js';

/**
 * Bytes up to which a buffer of fixed size is used, which is copied when it grows. A thread can have a limited number
 * of growable buffers (growable-buffers.ts), and each takes whole pages. Loops are equally fast over both kinds.
 */
const FIXED_BYTES_MAX = 2 ** 20;
/**
 * The same where most pages stay untouched. Untouched pages of a growable buffer take no memory; those of a fixed one
 * may.
 */
const SCATTERED_FIXED_BYTES_MAX = 2 ** 16;

/**
 * Growable buffers start at page boundaries, so the same row of several tables would compete for the same cache sets:
 * loops took ten times as long. A step of one page and one cache line from buffer to buffer spreads them over
 * `COLOURS` places. Large fixed buffers have the same problem. Their step is one cache line, because the bytes in
 * front take memory.
 */
const COLOUR_STEP = 4096 + 64;
const LINE_BYTES = 64;
const COLOURS = 61;
const COLOURED_BYTES_MIN = 2 ** 16;

/** Empty views, for regions without bytes: a schema may have thousands of tables that are never used. */
export const NO_BYTES: Views = /*@__PURE__*/ viewsOver(/*@__PURE__*/ makeFixedBuffer(0), 0, 0);

/** A buffer, the offset at which the bytes begin in it, and how many it can hold from there on. */
interface Place {
  readonly buffer: ArrayBufferLike;
  readonly start: number;
  readonly bytesMax: number;
}

const NO_PLACE: Place = { buffer: NO_BYTES.u8.buffer, start: 0, bytesMax: 0 };

export class GrowableBytes implements Shareable {
  /** Views of all bytes. */
  views: Views = NO_BYTES;
  readonly #colour: number;
  readonly #limit: number;
  readonly #kinds: ElementKinds;
  readonly #fixedBytesMax: number;
  #place: Place = NO_PLACE;
  /** What `prepare` has made, until `grow` moves the bytes there. */
  #next: Place | undefined;
  #length = 0;
  #isShared = false;

  /**
   * `colour` is a running number; see `COLOUR_STEP`. `limit` caps the size in bytes. Views are made for these kinds of
   * elements. `isScattered` says that most bytes stay 0.
   */
  constructor(colour: number, limit: number, kinds: ElementKinds = 'all', isScattered = false) {
    this.#colour = colour;
    this.#limit = Math.min(limit, RESERVATION_MAX - startInPages(colour));
    this.#kinds = kinds;
    this.#fixedBytesMax = isScattered ? SCATTERED_FIXED_BYTES_MAX : FIXED_BYTES_MAX;
  }

  /** The largest possible size in bytes. Sharing may lower it, because shared bytes cannot move. */
  get limit(): number {
    return this.#isShared ? Math.min(this.#limit, this.#place.bytesMax) : this.#limit;
  }

  /** The memory that other threads can read, after `share`. */
  get shared(): SharedBytes {
    const { buffer, start } = this.#place;
    assert(this.#isShared && buffer instanceof SharedArrayBuffer, 'shared bytes are in shared memory');
    return { buffer, start };
  }

  /**
   * Allocates what `grow` to the same length needs. If it throws, nothing has changed.
   *
   * @throws EcsDbError `CAPACITY_EXCEEDED`
   */
  prepare(length: number): void {
    const { buffer, start, bytesMax } = this.#place;
    if (length > bytesMax) {
      assert(!this.#isShared, 'shared bytes do not move');
      this.#next = this.#makePlace(length);
    } else if (isGrowable(buffer) && buffer.byteLength < start + length) {
      allocate(start + length, () => buffer.grow(start + length));
    }
  }

  /**
   * Grows to `length` bytes, at most `limit`, and returns views of all of them. New bytes are zero. Earlier views may
   * show the bytes from before.
   */
  grow(length: number): Views {
    if (this.#next === undefined) this.prepare(length);
    this.#moveToNext();
    this.#length = length;
    const { buffer, start } = this.#place;
    this.views = viewsOver(buffer, start, length, this.#kinds);
    return this.views;
  }

  /** Growable buffers that sharing takes. */
  get buffersToShare(): number {
    return this.#canStay(this.#limit) ? 0 : 1;
  }

  prepareSharing(reserved: number, length: number = this.#length): boolean {
    if (this.#canStay(Math.min(reserved, this.#limit))) return true;
    const start = startInPages(this.#colour);
    const needed = start + length;
    const most = Math.min(start + this.#limit, Math.max(reserved, needed));
    const buffer = tryReserve(needed, most);
    if (buffer !== undefined) this.#next = { buffer, start, bytesMax: most - start };
    return buffer !== undefined;
  }

  abandonSharing(): void {
    this.#next = undefined;
  }

  share(length: number = this.#length): Views {
    this.#isShared = true;
    if (this.#limit === 0) this.#next = { buffer: new SharedArrayBuffer(0), start: 0, bytesMax: 0 };
    return this.grow(length);
  }

  /** Releases the buffer. Views that are still referenced stay valid. */
  release(): void {
    const { buffer } = this.#place;
    if (isGrowable(buffer)) releaseBuffer();
    noticeReleased(buffer.byteLength);
    this.#place = NO_PLACE;
    this.#next = undefined;
    this.views = NO_BYTES;
  }

  /** True if the present buffer can be shared and grow to `length` bytes. */
  #canStay(length: number): boolean {
    const { buffer, bytesMax } = this.#place;
    return length === 0 || this.#isShared || (isGrowable(buffer) && bytesMax >= length);
  }

  /** A place for `length` bytes: growable if they are many and such buffers are available. */
  #makePlace(length: number): Place {
    if (HAS_SHARED_MEMORY && length > this.#fixedBytesMax) {
      const start = startInPages(this.#colour);
      const buffer = makeGrowableBuffer(start + length, start + this.#limit);
      if (buffer !== undefined) return { buffer, start, bytesMax: buffer.maxByteLength - start };
    }
    const start = length < COLOURED_BYTES_MIN ? 0 : (this.#colour % COLOURS) * LINE_BYTES;
    return { buffer: makeFixedBuffer(start + length), start, bytesMax: length };
  }

  #moveToNext(): void {
    const next = this.#next;
    if (next === undefined) return;
    this.#next = undefined;
    const { buffer, start } = this.#place;
    new Uint8Array(next.buffer, next.start).set(new Uint8Array(buffer, start));
    this.#place = next;
    if (isGrowable(buffer)) releaseBuffer();
    if (isGrowable(next.buffer)) countBuffer(next.buffer);
  }
}

function startInPages(colour: number): number {
  return (colour % COLOURS) * COLOUR_STEP + LINE_BYTES;
}

function isGrowable(buffer: ArrayBufferLike): buffer is SharedArrayBuffer {
  return HAS_SHARED_MEMORY && buffer instanceof SharedArrayBuffer && buffer.growable === true;
}

/** Shared where memory can be shared, so that arrays have the same kind of buffer whatever their size. */
function makeFixedBuffer(bytes: number): ArrayBufferLike {
  return HAS_SHARED_MEMORY ? makeSharedBuffer(bytes) : allocate(bytes, () => new ArrayBuffer(bytes));
}

/** @throws EcsDbError `CAPACITY_EXCEEDED` */
export function makeSharedBuffer(bytes: number): SharedArrayBuffer {
  return allocate(bytes, () => new SharedArrayBuffer(bytes));
}

/** Gives the platform's `RangeError` a code. */
function allocate<Result>(bytes: number, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw error instanceof RangeError ? outOfMemory(bytes, error) : error;
  }
}

function outOfMemory(bytes: number, cause: RangeError): EcsDbError {
  return new EcsDbError(
    'CAPACITY_EXCEEDED',
    `The platform cannot allocate a buffer of ${bytes} bytes. ` +
      'Close databases that are not needed, or allow the process more memory.',
    { expected: `memory for ${bytes} bytes`, got: cause.message },
    { cause },
  );
}
