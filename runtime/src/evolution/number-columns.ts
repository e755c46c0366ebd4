/** Reads and writes one number of each row, whatever its type. */

import type { Views } from '../memory/index.js';
import { SCALAR_SIZE, type ScalarName } from '../schema/index.js';

export type NumberName = Exclude<ScalarName, 'bool' | 'entity'>;

/** 2^32: the weight of the upper word of a 64-bit integer. */
const UPPER = 2 ** 32;

/**
 * Reads the number at byte `start` and at every `stride` bytes. 64-bit integers beyond 2^53 are rounded, which is exact
 * enough to see that a smaller type cannot hold them.
 */
export function readNumbers(
  views: Views,
  type: NumberName,
  start: number,
  stride: number,
  count: number,
  numbers: Float64Array,
): void {
  if (type === 'u64' || type === 'i64') {
    readLong(views, type === 'i64' ? views.i32 : views.u32, start, stride, count, numbers);
    return;
  }
  const array: { readonly [index: number]: number } = views[type];
  const size = SCALAR_SIZE[type];
  const step = stride / size;
  let at = start / size;
  for (let i = 0; i < count; i++, at += step) numbers[i] = array[at] as number;
}

function readLong(
  { u32 }: Views,
  upper: { readonly [index: number]: number },
  start: number,
  stride: number,
  count: number,
  numbers: Float64Array,
): void {
  const step = stride >>> 2;
  let at = start >>> 2;
  for (let i = 0; i < count; i++, at += step) numbers[i] = (upper[at + 1] as number) * UPPER + (u32[at] as number);
}

/** Writes numbers that the type can hold; into 64-bit integers, integers below 2^53. */
export function writeNumbers(
  views: Views,
  type: NumberName,
  start: number,
  stride: number,
  count: number,
  numbers: Float64Array,
): void {
  if (type === 'u64' || type === 'i64') {
    writeLong(views, start, stride, count, numbers);
    return;
  }
  const array: { [index: number]: number } = views[type];
  const size = SCALAR_SIZE[type];
  const step = stride / size;
  let at = start / size;
  for (let i = 0; i < count; i++, at += step) array[at] = numbers[i] as number;
}

function writeLong({ u32 }: Views, start: number, stride: number, count: number, numbers: Float64Array): void {
  const step = stride >>> 2;
  let at = start >>> 2;
  for (let i = 0; i < count; i++, at += step) {
    const number = numbers[i] as number;
    // Typed arrays store an integer modulo 2^32, also a negative one.
    u32[at] = number;
    u32[at + 1] = Math.floor(number / UPPER);
  }
}
