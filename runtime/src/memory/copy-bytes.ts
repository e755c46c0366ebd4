/** Copying bytes from one memory to another. */

import type { Views } from './views.js';

/** Bytes up to which a loop over words takes less time than a bulk copy, a third for a few of them. */
const WORD_LOOP_BYTES_MAX = 128;
/** The same for a loop over bytes, where positions or length are no multiples of 4. */
const BYTE_LOOP_BYTES_MAX = 96;

/**
 * Copies `length` bytes from byte `source` of `from` to byte `target` of `to`. Hot for records and messages, which
 * are short.
 */
export function copyBytes(from: Views, source: number, to: Views, target: number, length: number): void {
  const isAligned = ((source | target | length) & 3) === 0;
  if (length > (isAligned ? WORD_LOOP_BYTES_MAX : BYTE_LOOP_BYTES_MAX)) {
    to.u8.set(from.u8.subarray(source, source + length), target);
  } else if (isAligned) {
    copyWords(from.u32, source >>> 2, to.u32, target >>> 2, length >>> 2);
  } else {
    const from8 = from.u8;
    const to8 = to.u8;
    for (let i = 0; i < length; i++) to8[target + i] = from8[source + i] as number;
  }
}

function copyWords(from: Uint32Array, source: number, to: Uint32Array, target: number, length: number): void {
  for (let i = 0; i < length; i++) to[target + i] = from[source + i] as number;
}
