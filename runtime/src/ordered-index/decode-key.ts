/** The values of a key, for errors and figures. */

import type { KeyCodec } from './key-codec.js';
import type { KeyMember } from './key-member.js';

/** A member of a key, of the type that its field has in TypeScript. An enum is its number. */
export type KeyValue = number | bigint | boolean | string | null;

const SIGN = 0x8000_0000;
const UNIT = 2 ** 32;

export function decodeKey({ members }: KeyCodec, key: Uint32Array): KeyValue[] {
  return members.map((member) => decodeMember(member, key));
}

function decodeMember(member: KeyMember, key: Uint32Array): KeyValue {
  const { kind, firstWord, words, nullMask } = member;
  const isNullable = nullMask !== 0;
  const first = key[firstWord] as number;
  if (kind === 'string') return decodeText(key.subarray(firstWord, firstWord + words));
  if (isNullable && first === 0) return null;
  const small = first - (isNullable ? 1 : 0);
  const own = isNullable ? firstWord + 1 : firstWord;
  const [high, low] = [key[own] as number, key[own + 1] as number];
  switch (kind) {
    case 'u8':
    case 'u16':
      return small;
    case 'bool':
      return small === 1;
    case 'i8':
      return small - 0x80;
    case 'i16':
      return small - 0x8000;
    case 'u32':
      return high;
    case 'i32':
      return high ^ SIGN;
    case 'f32':
      return floatOf(high);
    case 'f64':
      return doubleOf(high, low);
    case 'u64':
      return integerOf(high, low, member.field.js === 'number');
    case 'i64':
      return integerOf((high ^ SIGN) | 0, low, member.field.js === 'number');
    case 'entity':
      return high * UNIT + low;
  }
}

function integerOf(high: number, low: number, asNumber: boolean): number | bigint {
  return asNumber ? high * UNIT + low : (BigInt(high) << 32n) + BigInt(low);
}

function floatOf(word: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, word >= SIGN ? word ^ SIGN : ~word);
  return view.getFloat32(0);
}

function doubleOf(high: number, low: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setUint32(0, high >= SIGN ? high ^ SIGN : ~high);
  view.setUint32(4, high >= SIGN ? low : ~low);
  return view.getFloat64(0);
}

/** The last byte is the length plus one. */
function decodeText(words: Uint32Array): string | null {
  const bytes = new Uint8Array(words.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [i, word] of words.entries()) view.setUint32(i * 4, word);
  const length = (bytes.at(-1) as number) - 1;
  return length < 0 ? null : new TextDecoder().decode(bytes.subarray(0, length));
}
