/** Scalars that are read and written as two 32-bit words: entities, and 64-bit integers as numbers. */

import { type Entity, isEntityId } from '../entity/entity.js';
import { rejectValue } from './rejection.js';

/** The values that each scalar accepts, as error messages name them. */
export const EXPECTED = {
  u8: 'u8 (an integer from 0 to 255)',
  i8: 'i8 (an integer from -128 to 127)',
  u16: 'u16 (an integer from 0 to 65535)',
  i16: 'i16 (an integer from -32768 to 32767)',
  u32: 'u32 (an integer from 0 to 4294967295)',
  i32: 'i32 (an integer from -2147483648 to 2147483647)',
  u64: 'u64 (a bigint from 0n to 2n ** 64n - 1n)',
  i64: 'i64 (a bigint from -(2n ** 63n) to 2n ** 63n - 1n)',
  u64Number: 'u64 as a number (an integer from 0 to 2 ** 53 - 1)',
  i64Number: 'i64 as a number (an integer from -(2 ** 53 - 1) to 2 ** 53 - 1)',
  f32: 'f32 (a number)',
  f64: 'f64 (a number)',
  bool: 'bool (true or false)',
  entity: 'an entity (an id from create(), or NO_ENTITY)',
} as const;

/** The value of the lowest bit of the high word. */
const HIGH_WORD_UNIT = 2 ** 32;

/** Reads the entity at byte `offset`, a multiple of 4. The low word is the index, the high word the generation. */
export function readEntity(u32: Uint32Array, offset: number): Entity {
  const at = offset >>> 2;
  return ((u32[at] as number) + (u32[at + 1] as number) * HIGH_WORD_UNIT) as Entity;
}

export function writeEntity(u32: Uint32Array, offset: number, value: Entity, path: string): void {
  if (!isEntityId(value)) rejectValue(path, EXPECTED.entity, value);
  const at = offset >>> 2;
  u32[at] = value;
  u32[at + 1] = Math.floor(value / HIGH_WORD_UNIT);
}

/** Reads the u64 at byte `offset` as a number. `writeU64Number` stores only values that a number can hold. */
export function readU64Number(u32: Uint32Array, offset: number): number {
  const at = offset >>> 2;
  return (u32[at] as number) + (u32[at + 1] as number) * HIGH_WORD_UNIT;
}

export function writeU64Number(u32: Uint32Array, offset: number, value: number, path: string): void {
  if (!Number.isSafeInteger(value) || value < 0) rejectValue(path, EXPECTED.u64Number, value);
  const at = offset >>> 2;
  u32[at] = value;
  u32[at + 1] = Math.floor(value / HIGH_WORD_UNIT);
}

/** Reads the i64 at byte `offset` as a number. The high word is signed. */
export function readI64Number(u32: Uint32Array, offset: number): number {
  const at = offset >>> 2;
  return (u32[at] as number) + ((u32[at + 1] as number) | 0) * HIGH_WORD_UNIT;
}

export function writeI64Number(u32: Uint32Array, offset: number, value: number, path: string): void {
  if (!Number.isSafeInteger(value)) rejectValue(path, EXPECTED.i64Number, value);
  const at = offset >>> 2;
  u32[at] = value;
  u32[at + 1] = Math.floor(value / HIGH_WORD_UNIT);
}

/**
 * Clears padding, null bitmaps and the bytes of null fields.
 *
 * Hot: a loop, because for these few bytes a call of `fill` is slower.
 */
export function zeroBytes(bytes: Uint8Array, offset: number, length: number): void {
  for (let i = offset; i < offset + length; i++) bytes[i] = 0;
}
