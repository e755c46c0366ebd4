/** Strings in records: u16 byte length, then UTF-8 bytes, then zeros up to the capacity. */

import { shown } from '../arguments.js';
import { rejectShown, rejectValue } from './rejection.js';

/** UTF-8 of a string that is not all ASCII; unshared, because browsers refuse shared memory here. */
let scratch = new Uint8Array(256);
const encoder = /*@__PURE__*/ new TextEncoder();
/** A byte order mark is text like any other, and bytes that are no UTF-8 are damage that must not go unnoticed. */
const decoder = /*@__PURE__*/ new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

/** Bytes of a string's length, in front of its text. */
export const TEXT_LENGTH_BYTES = 2;

/** Bytes of the string at `offset`, as its first two bytes say. */
export function textLength(bytes: Uint8Array, offset: number): number {
  return (bytes[offset] as number) | ((bytes[offset + 1] as number) << 8);
}

/** Reads the string at `offset`. */
export function readString(bytes: Uint8Array, offset: number): string {
  const start = offset + TEXT_LENGTH_BYTES;
  const length = textLength(bytes, offset);
  let text = '';
  // Hot for names and keys: below some dozens of ASCII bytes, a loop beats calling the decoder.
  for (let i = 0; i < length; i++) {
    const byte = bytes[start + i] as number;
    if (byte > 0x7f) return decodeUtf8(bytes, start, length);
    text += String.fromCharCode(byte);
  }
  return text;
}

/** Writes `value` at `offset`, refusing what does not fit into `capacity` bytes; `path` is for the error. */
export function writeString(bytes: Uint8Array, offset: number, capacity: number, value: string, path: string): void {
  if (typeof value !== 'string') rejectValue(path, expectation(capacity), value);
  const start = offset + TEXT_LENGTH_BYTES;
  let length = value.length;
  if (length > capacity) rejectLength(path, capacity, value);
  let ascii = 0;
  while (ascii < length && value.charCodeAt(ascii) < 0x80) ascii++;
  if (ascii === length) {
    for (let i = 0; i < length; i++) bytes[start + i] = value.charCodeAt(i);
  } else {
    if (!value.isWellFormed()) rejectValue(path, 'a well-formed string (it has a lone surrogate)', value);
    if (scratch.length < length * 3) scratch = new Uint8Array(length * 3);
    length = encoder.encodeInto(value, scratch).written;
    if (length > capacity) rejectLength(path, capacity, value);
    bytes.set(scratch.subarray(0, length), start);
  }
  bytes[offset] = length & 0xff;
  bytes[offset + 1] = length >>> 8;
  bytes.fill(0, start + length, start + capacity + (capacity & 1));
}

/** True when the bytes at `offset` are what `writeString` writes, so that `readString` reads them, and nothing beyond. */
export function isString(bytes: Uint8Array, offset: number, capacity: number): boolean {
  const start = offset + TEXT_LENGTH_BYTES;
  const length = textLength(bytes, offset);
  if (length > capacity) return false;
  for (let i = 0; i < length; i++) if ((bytes[start + i] as number) > 0x7f) return isUtf8(bytes, start, length);
  return true;
}

function isUtf8(bytes: Uint8Array, start: number, length: number): boolean {
  try {
    decodeUtf8(bytes, start, length);
    return true;
  } catch {
    return false;
  }
}

function decodeUtf8(bytes: Uint8Array, start: number, length: number): string {
  if (scratch.length < length) scratch = new Uint8Array(length);
  scratch.set(bytes.subarray(start, start + length));
  return decoder.decode(scratch.subarray(0, length));
}

function rejectLength(path: string, capacity: number, value: string): never {
  rejectShown(path, expectation(capacity), `${shown(value)} of ${encoder.encode(value).length} bytes`);
}

function expectation(capacity: number): string {
  return `a string of at most ${capacity} bytes in UTF-8`;
}
