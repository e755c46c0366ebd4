/** The typed arrays through which records and maps are read and written, one for each kind of element. */

import { LITTLE_ENDIAN } from './platform.js';

/** The typed arrays of one byte range. */
export interface ElementArrays {
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
 * One byte range as typed arrays that all start at its first byte.
 *
 * Hot: cursors load their arrays from here each time they are bound. All views, also those that throw, are objects of
 * this one class with plain fields, so that such a load is one instruction.
 */
export class Views implements ElementArrays {
  /** In bytes. */
  readonly length: number;
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

  constructor(length: number, arrays: ElementArrays) {
    this.length = length;
    this.u8 = arrays.u8;
    this.i8 = arrays.i8;
    this.u16 = arrays.u16;
    this.i16 = arrays.i16;
    this.u32 = arrays.u32;
    this.i32 = arrays.i32;
    this.u64 = arrays.u64;
    this.i64 = arrays.i64;
    this.f32 = arrays.f32;
    this.f64 = arrays.f64;
  }
}

/** Which typed arrays are needed beside `u8`. Each takes about 100 bytes, more than most tables need otherwise. */
export type ElementKinds = 'all' | 'u32' | 'f64' | 'u32 and f64';

const NOTHING: ElementArrays = {
  u8: /*@__PURE__*/ new Uint8Array(0),
  i8: /*@__PURE__*/ new Int8Array(0),
  u16: /*@__PURE__*/ new Uint16Array(0),
  i16: /*@__PURE__*/ new Int16Array(0),
  u32: /*@__PURE__*/ new Uint32Array(0),
  i32: /*@__PURE__*/ new Int32Array(0),
  u64: /*@__PURE__*/ new BigUint64Array(0),
  i64: /*@__PURE__*/ new BigInt64Array(0),
  f32: /*@__PURE__*/ new Float32Array(0),
  f64: /*@__PURE__*/ new Float64Array(0),
};

/**
 * Views over `length` bytes of a buffer, a multiple of 8, from `start` on, a multiple of 64. Arrays of other kinds
 * are empty.
 *
 * Their length is explicit, because a view that tracks the length of a growable buffer makes every access tens of times
 * slower.
 */
export function viewsOver(buffer: ArrayBufferLike, start: number, length: number, kinds: ElementKinds = 'all'): Views {
  return new Views(
    length,
    kinds === 'all' ? allArrays(buffer, start, length) : someArrays(buffer, start, length, kinds),
  );
}

function someArrays(buffer: ArrayBufferLike, start: number, length: number, kinds: ElementKinds): ElementArrays {
  return {
    ...NOTHING,
    u8: new Uint8Array(buffer, start, length),
    u32: kinds === 'f64' ? NOTHING.u32 : new Uint32Array(buffer, start, length >>> 2),
    f64: kinds === 'u32' ? NOTHING.f64 : new Float64Array(buffer, start, length >>> 3),
  };
}

function allArrays(buffer: ArrayBufferLike, start: number, length: number): ElementArrays {
  if (!LITTLE_ENDIAN) throw new Error('ecsdb stores little-endian records in place and needs a little-endian machine.');
  return {
    u8: new Uint8Array(buffer, start, length),
    i8: new Int8Array(buffer, start, length),
    u16: new Uint16Array(buffer, start, length >>> 1),
    i16: new Int16Array(buffer, start, length >>> 1),
    u32: new Uint32Array(buffer, start, length >>> 2),
    i32: new Int32Array(buffer, start, length >>> 2),
    u64: new BigUint64Array(buffer, start, length >>> 3),
    i64: new BigInt64Array(buffer, start, length >>> 3),
    f32: new Float32Array(buffer, start, length >>> 2),
    f64: new Float64Array(buffer, start, length >>> 3),
  };
}
