/** Bytes seen as every kind of element: the typed arrays through which records and maps are read and written. */

import { LITTLE_ENDIAN } from './platform.js';

/** One byte range as typed arrays, all starting at its first byte. */
export interface Views {
  readonly u8: Uint8Array;
  readonly i8: Int8Array;
  readonly u16: Uint16Array;
  readonly i16: Int16Array;
  readonly u32: Uint32Array;
  readonly i32: Int32Array;
  readonly u64: BigUint64Array;
  readonly i64: BigInt64Array;
  readonly f32: Float32Array;
  readonly f64: Float64Array;
}

/**
 * Views of explicit length over one range of a buffer.
 *
 * Explicit, because a view that tracks the length of a growable buffer makes every access tens of times slower. Kinds
 * that most regions never use are made when first asked for.
 */
export class BufferViews implements Views {
  readonly buffer: ArrayBufferLike;
  /** Of the first byte; a multiple of 64. */
  readonly start: number;
  /** In bytes; a multiple of 8. */
  readonly length: number;
  readonly u8: Uint8Array;
  readonly u32: Uint32Array;
  readonly f64: Float64Array;
  #i8: Int8Array | undefined;
  #u16: Uint16Array | undefined;
  #i16: Int16Array | undefined;
  #i32: Int32Array | undefined;
  #u64: BigUint64Array | undefined;
  #i64: BigInt64Array | undefined;
  #f32: Float32Array | undefined;

  constructor(buffer: ArrayBufferLike, start: number, length: number) {
    if (!LITTLE_ENDIAN)
      throw new Error('ecsdb stores little-endian records in place and needs a little-endian machine.');
    this.buffer = buffer;
    this.start = start;
    this.length = length;
    this.u8 = new Uint8Array(buffer, start, length);
    this.u32 = new Uint32Array(buffer, start, length >>> 2);
    this.f64 = new Float64Array(buffer, start, length >>> 3);
  }

  get i8(): Int8Array {
    this.#i8 ??= new Int8Array(this.buffer, this.start, this.length);
    return this.#i8;
  }
  get u16(): Uint16Array {
    this.#u16 ??= new Uint16Array(this.buffer, this.start, this.length >>> 1);
    return this.#u16;
  }
  get i16(): Int16Array {
    this.#i16 ??= new Int16Array(this.buffer, this.start, this.length >>> 1);
    return this.#i16;
  }
  get i32(): Int32Array {
    this.#i32 ??= new Int32Array(this.buffer, this.start, this.length >>> 2);
    return this.#i32;
  }
  get u64(): BigUint64Array {
    this.#u64 ??= new BigUint64Array(this.buffer, this.start, this.length >>> 3);
    return this.#u64;
  }
  get i64(): BigInt64Array {
    this.#i64 ??= new BigInt64Array(this.buffer, this.start, this.length >>> 3);
    return this.#i64;
  }
  get f32(): Float32Array {
    this.#f32 ??= new Float32Array(this.buffer, this.start, this.length >>> 2);
    return this.#f32;
  }
}
