/** Bytes that grow: copied into a larger buffer while they are few, grown in place beyond that and once they are shared. */

import { assert, EcsDbError } from '../errors.js';
import { countBuffer, makeGrowableBuffer, RESERVATION_MAX, releaseBuffer, tryReserve } from './growable-buffers.js';
import { HAS_SHARED_MEMORY } from './platform.js';
import { noticeReleased } from './released.js';
import type { Shareable } from './sharing.js';
import type { SharedBytes } from './sides.js';
import { type ElementKinds, type Views, viewsOver } from './views.js';

/**
 * Bytes up to which a buffer of fixed size is used, which is copied when it grows. Growable buffers are few (growable-buffers.ts) and take
 * whole pages. Loops run as fast over either kind, and over both in turn.
 */
const FIXED_BYTES_MAX = 2 ** 20;
/** Where most pages are never touched: those of a growable buffer take no memory then, those of a fixed one may. */
const SCATTERED_FIXED_BYTES_MAX = 2 ** 16;

/**
 * Growable buffers start at page boundaries, so the same row of several tables would compete for the same cache sets (seen to cost ten
 * times the time). A step of one page and one cache line from buffer to buffer spreads them, over `COLOURS` steps. Large fixed buffers
 * start at the same distance from a page boundary, too; there a cache line has to do, since the bytes in front are not untouched pages.
 */
const COLOUR_STEP = 4096 + 64;
const LINE_BYTES = 64;
const COLOURS = 61;
const COLOURED_BYTES_MIN = 2 ** 16;

/** Views of nothing, for regions that hold nothing yet: a schema may have thousands of tables that are never used. */
export const NO_BYTES: Views = /*@__PURE__*/ viewsOver(/*@__PURE__*/ makeFixedBuffer(0), 0, 0);

/** A buffer, where the bytes begin in it, and how many it can hold from there on. */
interface Place {
  readonly buffer: ArrayBufferLike;
  readonly start: number;
  readonly bytesMax: number;
}

const NO_PLACE: Place = { buffer: NO_BYTES.u8.buffer, start: 0, bytesMax: 0 };

export class GrowableBytes implements Shareable {
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
   * `colour` is any running number; `limit` caps the size in bytes; views are made for these kinds of elements. `isScattered` says that most bytes
   * stay 0.
   */
  constructor(colour: number, limit: number, kinds: ElementKinds = 'all', isScattered = false) {
    this.#colour = colour;
    this.#limit = Math.min(limit, RESERVATION_MAX - startInPages(colour));
    this.#kinds = kinds;
    this.#fixedBytesMax = isScattered ? SCATTERED_FIXED_BYTES_MAX : FIXED_BYTES_MAX;
  }

  /** Bytes that can ever be held. Sharing may lower it, because shared bytes cannot move. */
  get limit(): number {
    return this.#isShared ? Math.min(this.#limit, this.#place.bytesMax) : this.#limit;
  }

  /** Where others can look at the bytes, once `share` was called. */
  get shared(): SharedBytes {
    const { buffer, start } = this.#place;
    assert(this.#isShared && buffer instanceof SharedArrayBuffer, 'what is shared lies in shared memory');
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

  /** Grows to `length` bytes, at most `limit`, new bytes being zero, and returns views of all of them. Earlier views may show what was. */
  grow(length: number): Views {
    if (this.#next === undefined) this.prepare(length);
    this.#moveToNext();
    this.#length = length;
    const { buffer, start } = this.#place;
    return viewsOver(buffer, start, length, this.#kinds);
  }

  /** Growable buffers that sharing takes. */
  get buffersToShare(): number {
    return this.#canStay(this.#limit) ? 0 : 1;
  }

  prepareSharing(reserved: number): boolean {
    if (this.#canStay(Math.min(reserved, this.#limit))) return true;
    const start = startInPages(this.#colour);
    const needed = start + this.#length;
    const most = Math.min(start + this.#limit, Math.max(reserved, needed));
    const buffer = tryReserve(needed, most);
    if (buffer !== undefined) this.#next = { buffer, start, bytesMax: most - start };
    return buffer !== undefined;
  }

  abandonSharing(): void {
    this.#next = undefined;
  }

  share(): Views {
    this.#isShared = true;
    if (this.#limit === 0) this.#next = { buffer: new SharedArrayBuffer(0), start: 0, bytesMax: 0 };
    return this.grow(this.#length);
  }

  /** Lets go of the buffer, for ever. Views that somebody still holds stay as they are. */
  release(): void {
    const { buffer } = this.#place;
    if (isGrowable(buffer)) releaseBuffer();
    noticeReleased(buffer.byteLength);
    this.#place = NO_PLACE;
    this.#next = undefined;
  }

  /** True if what is there can be shared and grow to `length` bytes. */
  #canStay(length: number): boolean {
    const { buffer, bytesMax } = this.#place;
    return length === 0 || this.#isShared || (isGrowable(buffer) && bytesMax >= length);
  }

  /** A place for `length` bytes: growable if they are many and such buffers are left. */
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

/** Shared where memory can be shared, so that whoever is given an array finds the same kind of buffer whatever its size. */
function makeFixedBuffer(bytes: number): ArrayBufferLike {
  return HAS_SHARED_MEMORY ? makeSharedBuffer(bytes) : allocate(bytes, () => new ArrayBuffer(bytes));
}

/** @throws EcsDbError `CAPACITY_EXCEEDED` */
export function makeSharedBuffer(bytes: number): SharedArrayBuffer {
  return allocate(bytes, () => new SharedArrayBuffer(bytes));
}

/** What the platform reports as a `RangeError` without a code. */
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
    `The platform refuses a buffer of ${bytes} bytes. Close databases that are not needed, or allow the process more memory.`,
    { expected: `memory for ${bytes} bytes`, got: cause.message },
    { cause },
  );
}
