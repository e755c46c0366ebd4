/** Keys of the most frequent kinds, made without a record. */

import type { KeyMember } from '../ordered-index/index.js';

/**
 * Writes the words of a u32 or of a string of ASCII, as `KeyCodec` does. False for other fields, and for values that
 * may be wrong.
 *
 * Hot: a record that the value is written to and read from takes as long as the search.
 */
export function writePlainKey(member: KeyMember, value: unknown, key: Uint32Array): boolean {
  if (typeof value === 'number') {
    const { kind, nullMask, field, firstWord } = member;
    if (kind !== 'u32' || nullMask !== 0 || field.type !== 'u32' || value >>> 0 !== value) return false;
    key[firstWord] = value;
    return true;
  }
  return typeof value === 'string' && member.kind === 'string' && writeAscii(member, value, key);
}

function writeAscii({ capacity, firstWord, words }: KeyMember, text: string, key: Uint32Array): boolean {
  const { length } = text;
  if (length > capacity) return false;
  const end = firstWord + words;
  let word = firstWord;
  let bits = 0;
  let all = 0;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    all |= unit;
    bits = (bits << 8) | unit;
    if ((i & 3) === 3) key[word++] = bits;
  }
  if (all > 0x7f) return false;
  const left = length & 3;
  if (left > 0) key[word++] = bits << (8 * (4 - left));
  while (word < end) key[word++] = 0;
  // The capacity leaves the last byte free.
  key[end - 1] = (key[end - 1] as number) | (length + 1);
  return true;
}
