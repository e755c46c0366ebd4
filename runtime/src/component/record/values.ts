/** Values in a buffer that are not one number: entities, 64-bit integers as numbers, strings. */

import { type Entity, isEntityId } from '../../entity/entity.js';
import { TEXT_LENGTH_BYTES } from '../../schema/index.js';
import { rejectDescribed, rejectValue } from '../rejection.js';
import { EXPECTED } from '../scalars.js';
import { readText, textExpectation, textLength } from '../text.js';

/** The value of the lowest bit of the high word. */
const HIGH_WORD_UNIT = 2 ** 32;

/** The low word is the index, the high word the generation. */
export function getEntity(view: DataView, offset: number): Entity {
  return getU64Number(view, offset) as Entity;
}

export function setEntity(view: DataView, offset: number, value: Entity, path: string): void {
  if (!isEntityId(value)) rejectValue(path, EXPECTED.entity, value);
  setWords(view, offset, value);
}

/** Above 2 ** 53 the nearest number. Setters store smaller values only. */
export function getU64Number(view: DataView, offset: number): number {
  return view.getUint32(offset, true) + view.getUint32(offset + 4, true) * HIGH_WORD_UNIT;
}

export function setU64Number(view: DataView, offset: number, value: number, path: string): void {
  if (!Number.isSafeInteger(value) || value < 0) rejectValue(path, EXPECTED.u64Number, value);
  setWords(view, offset, value);
}

export function getI64Number(view: DataView, offset: number): number {
  return view.getUint32(offset, true) + view.getInt32(offset + 4, true) * HIGH_WORD_UNIT;
}

export function setI64Number(view: DataView, offset: number, value: number, path: string): void {
  if (!Number.isSafeInteger(value)) rejectValue(path, EXPECTED.i64Number, value);
  setWords(view, offset, value);
}

function setWords(view: DataView, offset: number, value: number): void {
  view.setUint32(offset, value, true);
  view.setUint32(offset + 4, Math.floor(value / HIGH_WORD_UNIT), true);
}

/**
 * Reads the string at `offset`. Throws for bytes that are no string, because they may come from anywhere: a length
 * above the capacity would show bytes of other fields. For the error, the path of the string is `owner.$path + rest`.
 */
export function getString(
  bytes: Uint8Array,
  offset: number,
  capacity: number,
  owner: { readonly $path: string },
  rest: string,
): string {
  // Read once: another thread may change shared bytes meanwhile.
  const length = textLength(bytes, offset);
  if (length <= capacity) {
    try {
      return readText(bytes, offset + TEXT_LENGTH_BYTES, length);
    } catch {
      // The decoder found bytes that are not UTF-8.
    }
  }
  const got = length > capacity ? `a string of ${length} bytes` : `${length} bytes that are not UTF-8`;
  return rejectDescribed(`${owner.$path}${rest}`, textExpectation(capacity), got);
}
