/** Keys of texts that no row need have. See key-codec.ts for the layout. */

import type { KeyMember } from './key-member.js';

/** Writes the key of a text of these bytes, which need not end with a character. At most as many as the capacity. */
export function writeTextKey(member: KeyMember, bytes: Uint8Array, key: Uint32Array): void {
  fill(member, bytes, 0, key);
  const last = member.firstWord + member.words - 1;
  key[last] = (key[last] as number) | (bytes.length + 1);
}

/** Writes a key that is greater than those of all texts that start with these bytes, and less than all others after. */
export function writeLastTextKey(member: KeyMember, bytes: Uint8Array, key: Uint32Array): void {
  fill(member, bytes, 0xff, key);
}

/** Writes the bytes, the first one highest, then others up to the end of the member. */
function fill({ firstWord, words }: KeyMember, bytes: Uint8Array, other: number, key: Uint32Array): void {
  for (let word = 0; word < words; word++) {
    let bits = 0;
    for (let at = word * 4; at < word * 4 + 4; at++) bits = (bits << 8) | (bytes[at] ?? other);
    key[firstWord + word] = bits;
  }
}
