/**
 * Keys as words that compare like values: null first; numbers by value, -0 equal to 0, NaN last and equal to itself;
 * false before true; enums by number; strings by their UTF-8 bytes; entities by id.
 *
 * A string is its bytes, with zeros up to the capacity, then its length plus one. So "a" and "a\0" differ, and null is
 * all zeros. Words are compared as unsigned numbers, so the first byte is the highest one.
 */

import type { ElementArrays } from '../memory/index.js';
import { TEXT_LENGTH_BYTES } from '../schema/index.js';
import { type KeyMember, keyWords } from './key-member.js';

const SIGN = 0x8000_0000;
/** NaN, as the last of all. */
const LAST = 0xffff_ffff;
const EXPONENT = 0x7f80_0000;
const EXPONENT_64 = 0x7ff0_0000;

export class KeyCodec {
  readonly members: readonly KeyMember[];
  /** Words of a key. */
  readonly words: number;

  constructor(members: readonly KeyMember[]) {
    this.members = members;
    this.words = keyWords(members);
  }

  /**
   * Writes the key of the record at byte `offset`, or its first `count` members. Returns false if a member is null.
   *
   * Hot: called for each changed row and each lookup.
   */
  encode(views: ElementArrays, offset: number, key: Uint32Array, count: number = this.members.length): boolean {
    let isComplete = true;
    for (let i = 0; i < count; i++) {
      if (!encodeMember(this.members[i] as KeyMember, views, offset, key)) isComplete = false;
    }
    return isComplete;
  }

  /** Writes the words of one member. */
  encodeAt(position: number, views: ElementArrays, offset: number, key: Uint32Array): void {
    encodeMember(this.members[position] as KeyMember, views, offset, key);
  }

  /** True if a member of the key is null. */
  hasNull(key: Uint32Array): boolean {
    const { members } = this;
    for (let i = 0; i < members.length; i++) if (isNull(members[i] as KeyMember, key)) return true;
    return false;
  }

  /** Words of the first `count` members. */
  wordsOf(count: number): number {
    const last = this.members[count - 1];
    return last === undefined ? 0 : last.firstWord + last.words;
  }
}

function encodeMember(member: KeyMember, views: ElementArrays, record: number, key: Uint32Array): boolean {
  const { kind, nullMask, words } = member;
  let at = member.firstWord;
  if (nullMask !== 0) {
    if (((views.u8[record + member.nullOffset] as number) & nullMask) !== 0) {
      for (let word = 0; word < words; word++) key[at + word] = 0;
      return false;
    }
  }
  const offset = record + member.offset;
  switch (kind) {
    case 'u8':
    case 'i8':
    case 'bool':
    case 'u16':
    case 'i16':
      key[at] = smallValue(kind, views, offset) + (nullMask === 0 ? 0 : 1);
      return true;
    case 'string':
      encodeText(views.u8, offset, member, key);
      return true;
    default:
      if (nullMask !== 0) key[at++] = 1;
      encodeWords(kind, views.u32, offset >>> 2, key, at);
      return true;
  }
}

/** The words of null are 0. Those of values are not: of a string, the last one contains its length plus one. */
function isNull({ nullMask, kind, firstWord, words }: KeyMember, key: Uint32Array): boolean {
  if (nullMask === 0) return false;
  return key[kind === 'string' ? firstWord + words - 1 : firstWord] === 0;
}

function smallValue(kind: 'u8' | 'i8' | 'bool' | 'u16' | 'i16', views: ElementArrays, offset: number): number {
  switch (kind) {
    case 'u8':
      return views.u8[offset] as number;
    case 'bool':
      return views.u8[offset] === 0 ? 0 : 1;
    case 'i8':
      return (views.i8[offset] as number) + 0x80;
    case 'u16':
      return views.u16[offset >>> 1] as number;
    case 'i16':
      return (views.i16[offset >>> 1] as number) + 0x8000;
  }
}

function encodeWords(
  kind: 'u32' | 'i32' | 'f32' | 'u64' | 'i64' | 'f64' | 'entity',
  u32: Uint32Array,
  from: number,
  key: Uint32Array,
  at: number,
): void {
  const low = u32[from] as number;
  switch (kind) {
    case 'u32':
      key[at] = low;
      return;
    case 'i32':
      key[at] = low ^ SIGN;
      return;
    case 'f32':
      key[at] = (low & ~SIGN) > EXPONENT ? LAST : low === SIGN ? SIGN : low >= SIGN ? ~low : low | SIGN;
      return;
    case 'f64':
      encodeDouble(u32[from + 1] as number, low, key, at);
      return;
    default:
      // The high word of an entity is its generation.
      key[at] = kind === 'i64' ? (u32[from + 1] as number) ^ SIGN : (u32[from + 1] as number);
      key[at + 1] = low;
  }
}

/** The bits of negative numbers are inverted, so that the larger absolute value is the smaller one. */
function encodeDouble(high: number, low: number, key: Uint32Array, at: number): void {
  const exponent = high & ~SIGN;
  const isNoNumber = exponent > EXPONENT_64 || (exponent === EXPONENT_64 && low !== 0);
  const isNegative = high >= SIGN && (exponent !== 0 || low !== 0);
  key[at] = isNoNumber ? LAST : isNegative ? ~high : high | SIGN;
  key[at + 1] = isNoNumber ? LAST : isNegative ? ~low : low;
}

/** Hot: called for each changed row. */
function encodeText(u8: Uint8Array, offset: number, { capacity, firstWord, words }: KeyMember, key: Uint32Array): void {
  const stored = (u8[offset] as number) | ((u8[offset + 1] as number) << 8);
  const length = stored < capacity ? stored : capacity;
  const end = firstWord + words;
  let at = offset + TEXT_LENGTH_BYTES;
  let word = firstWord;
  for (const last = at + length - 4; at <= last; at += 4) key[word++] = wordAt(u8, at, 4);
  const left = length & 3;
  if (left > 0) key[word++] = wordAt(u8, at, left);
  while (word < end) key[word++] = 0;
  // The capacity leaves the last byte free.
  key[end - 1] = (key[end - 1] as number) | (length + 1);
}

/** The first `count` bytes of a word, the first one highest. */
function wordAt(u8: Uint8Array, at: number, count: number): number {
  const a = u8[at] as number;
  const b = count > 1 ? (u8[at + 1] as number) : 0;
  const c = count > 2 ? (u8[at + 2] as number) : 0;
  const d = count > 3 ? (u8[at + 3] as number) : 0;
  return (a << 24) | (b << 16) | (c << 8) | d;
}
