/** Little-endian integers: in a `DataView` for headers of files, in bytes for frames. */

import { assert } from '../errors.js';

const WORD = 2 ** 32;
/** The upper half of 2^53, from which on numbers are not exact. */
const UPPER_LIMIT = 2 ** 21;

/** A u64, or NaN if it is 2^53 or more: then every comparison fails, and the value is refused. */
export function getU64(view: DataView, offset: number): number {
  return joined(view.getUint32(offset, true), view.getUint32(offset + 4, true));
}

/** True for milliseconds since 1970 that a `Date` can hold. */
export function isTime(milliseconds: number): boolean {
  return milliseconds >= 0 && milliseconds <= 8.64e15;
}

export function setU64(view: DataView, offset: number, value: number): void {
  assert(Number.isSafeInteger(value) && value >= 0, 'u64 values stay below 2^53');
  view.setUint32(offset, value >>> 0, true);
  view.setUint32(offset + 4, Math.floor(value / WORD), true);
}

export function getU16At(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
}

export function getU32At(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)) >>>
    0
  );
}

export function setU32At(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}

/** As `getU64`. */
export function getU64At(bytes: Uint8Array, at: number): number {
  return joined(getU32At(bytes, at), getU32At(bytes, at + 4));
}

export function setU64At(bytes: Uint8Array, at: number, value: number): void {
  setU32At(bytes, at, value >>> 0);
  setU32At(bytes, at + 4, Math.floor(value / WORD));
}

function joined(lower: number, upper: number): number {
  return upper < UPPER_LIMIT ? upper * WORD + lower : Number.NaN;
}
