/**
 * Strings in records: the length in bytes as u16, the text as UTF-8, zeros up to the capacity and to an even number of
 * bytes.
 */

import { describeValue } from '../arguments.js';
import { TEXT_LENGTH_BYTES } from '../schema/index.js';
import { rejectDescribed, rejectValue } from './rejection.js';

/** Holds the UTF-8 of strings that are not ASCII. Not shared: in browsers, encoder and decoder refuse shared memory. */
let scratch = new Uint8Array(256);
const encoder = /*@__PURE__*/ new TextEncoder();
/** Keeps a byte order mark as text, and throws on bytes that are not valid UTF-8, because they are damaged. */
const decoder = /*@__PURE__*/ new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

/** UTF-8 bytes per UTF-16 unit, at most. */
const UTF8_BYTES_MAX = 3;

/** The stored length of the string at `offset`, in bytes. */
export function textLength(bytes: Uint8Array, offset: number): number {
  return (bytes[offset] as number) | ((bytes[offset + 1] as number) << 8);
}

/** Reads the string at `offset`. */
export function readString(bytes: Uint8Array, offset: number): string {
  return readText(bytes, offset + TEXT_LENGTH_BYTES, textLength(bytes, offset));
}

/** Reads `length` bytes from `start` on. Throws a `TypeError` if they are not UTF-8. */
export function readText(bytes: Uint8Array, start: number, length: number): string {
  let text = '';
  // Hot for names and keys: for a few dozen bytes of ASCII, a loop is faster than the decoder.
  for (let i = 0; i < length; i++) {
    const byte = bytes[start + i] as number;
    if (byte > 0x7f) return decodeUtf8(bytes, start, length);
    text += String.fromCharCode(byte);
  }
  return text;
}

/** Writes `value` at `offset`. Throws if its UTF-8 does not fit into `capacity` bytes; the error names `path`. */
export function writeString(bytes: Uint8Array, offset: number, capacity: number, value: string, path: string): void {
  if (typeof value !== 'string') rejectValue(path, textExpectation(capacity), value);
  const start = offset + TEXT_LENGTH_BYTES;
  let length = value.length;
  if (length > capacity) rejectLength(path, capacity, value);
  let asciiLength = 0;
  while (asciiLength < length && value.charCodeAt(asciiLength) < 0x80) asciiLength++;
  if (asciiLength === length) {
    for (let i = 0; i < length; i++) bytes[start + i] = value.charCodeAt(i);
  } else {
    if (!value.isWellFormed()) rejectValue(path, 'a well-formed string, without a lone surrogate', value);
    const utf8LengthMax = length * UTF8_BYTES_MAX;
    if (scratch.length < utf8LengthMax) scratch = new Uint8Array(utf8LengthMax);
    length = encoder.encodeInto(value, scratch).written;
    if (length > capacity) rejectLength(path, capacity, value);
    bytes.set(scratch.subarray(0, length), start);
  }
  bytes[offset] = length & 0xff;
  bytes[offset + 1] = length >>> 8;
  bytes.fill(0, start + length, start + capacity + (capacity & 1));
}

/** True if `readString` can read the bytes at `offset`: the length is within the capacity, the text is valid UTF-8. */
export function isValidString(bytes: Uint8Array, offset: number, capacity: number): boolean {
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
  rejectDescribed(path, textExpectation(capacity), `${describeValue(value)} of ${encoder.encode(value).length} bytes`);
}

/** What a string field takes, in the words of an error message. */
export function textExpectation(capacity: number): string {
  return `a string of at most ${capacity} bytes in UTF-8`;
}
