/** From options of the caller to the ends of a range of keys. */

import { type KeyMember, writeLastTextKey, writeTextKey } from '../ordered-index/index.js';
import type { IndexShape } from '../table/index.js';
import { type Bound, KeyRange } from './key-range.js';
import type { TextRangeOptions } from './options.js';

/** The range of keys that start with the first `count` members of `start`, and whose next member fits the options. */
export function rangeOf(
  shape: IndexShape,
  start: Uint32Array,
  count: number,
  { from, to, after, before, prefix }: TextRangeOptions<unknown>,
): KeyRange {
  if (prefix !== undefined) return textRange(shape, start, count, prefix);
  const length = shape.codec.wordsOf(count);
  const bound = (value: unknown, isAfter: boolean, isOpenAfter: boolean): Bound =>
    value === undefined ? { key: start, length, after: isOpenAfter } : boundAt(shape, start, count, value, isAfter);
  const low = after === undefined ? bound(from, false, false) : bound(after, true, false);
  const high = before === undefined ? bound(to, true, true) : bound(before, false, true);
  return new KeyRange(shape, low, high);
}

/**
 * A bound before or after the entries with this value. For a value that the field cannot have, the place where it would
 * be in the order.
 */
function boundAt(shape: IndexShape, start: Uint32Array, count: number, value: unknown, after: boolean): Bound {
  const { codec, writer } = shape;
  const member = memberAt(shape, count);
  const key = start.slice();
  const length = codec.wordsOf(count + 1);
  const cut = cutText(member, value);
  if (cut !== undefined) {
    // A text that fits is less than the whole value exactly if it is not greater than the part.
    writeTextKey(member, cut, key);
    return { key, length, after: true };
  }
  switch (placeOf(member, value)) {
    case 'above':
      return { key: start, length: codec.wordsOf(count), after: true };
    case 'below':
      if (member.nullMask === 0) return { key: start, length: codec.wordsOf(count), after: false };
      writer.writeMember(count, null, key);
      return { key, length, after: true };
    case 'between':
      writer.writeMember(count, Math.floor(Number(value)), key);
      return { key, length, after: true };
    case 'inside':
      writer.writeMember(count, value, key);
      return { key, length, after };
  }
}

/** The range of strings that start with `prefix`. */
function textRange(shape: IndexShape, start: Uint32Array, count: number, prefix: string): KeyRange {
  const member = memberAt(shape, count);
  const length = shape.codec.wordsOf(count + 1);
  const first = start.slice();
  const last = start.slice();
  const cut = cutText(member, prefix);
  const bytes = cut ?? encoder.encode(prefix);
  writeTextKey(member, bytes, first);
  if (cut === undefined) writeLastTextKey(member, bytes, last);
  // No string is long enough: an empty range.
  else writeTextKey(member, bytes, last);
  return new KeyRange(shape, { key: first, length, after: cut !== undefined }, { key: last, length, after: true });
}

/** As many bytes of a text as the field can hold; `undefined` if it can hold all, and for other values. */
function cutText({ kind, capacity }: KeyMember, value: unknown): Uint8Array | undefined {
  if (kind !== 'string' || typeof value !== 'string') return undefined;
  if (value.length * UTF8_BYTES_MAX <= capacity || !value.isWellFormed()) return undefined;
  const bytes = encoder.encode(value);
  return bytes.length > capacity ? bytes.subarray(0, capacity) : undefined;
}

/** Where a number is among those that an integer field can have. Other values are checked when they are written. */
function placeOf({ kind, field }: KeyMember, value: unknown): 'below' | 'inside' | 'between' | 'above' {
  // The type of an enum has another name than the integer that stores it.
  if (field.type !== kind || Number.isNaN(value)) return 'inside';
  const range = field.js === 'number' ? SAFE_INTEGERS[kind] : INTEGERS[kind];
  if (range === undefined) return 'inside';
  const [min, max] = range;
  if ((typeof value !== 'number' && typeof value !== 'bigint') || typeof value !== typeof min) return 'inside';
  if (value < min) return 'below';
  if (value > max) return 'above';
  return typeof value === 'bigint' || Number.isInteger(value) ? 'inside' : 'between';
}

type Ranges = { readonly [kind in KeyMember['kind']]?: readonly [min: number | bigint, max: number | bigint] };

const INTEGERS: Ranges = {
  u8: [0, 0xff],
  i8: [-0x80, 0x7f],
  u16: [0, 0xffff],
  i16: [-0x8000, 0x7fff],
  u32: [0, 0xffff_ffff],
  i32: [-0x8000_0000, 0x7fff_ffff],
  u64: [0n, 0xffff_ffff_ffff_ffffn],
  i64: [-0x8000_0000_0000_0000n, 0x7fff_ffff_ffff_ffffn],
};

/** Of 64-bit integers that are numbers. */
const SAFE_INTEGERS: Ranges = {
  u64: [0, Number.MAX_SAFE_INTEGER],
  i64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
};

/** UTF-8 bytes per UTF-16 unit, at most. */
const UTF8_BYTES_MAX = 3;
const encoder = /*@__PURE__*/ new TextEncoder();

function memberAt({ codec }: IndexShape, position: number): KeyMember {
  // The options were checked: bounds are for a member that has no value.
  return codec.members[position] as KeyMember;
}
