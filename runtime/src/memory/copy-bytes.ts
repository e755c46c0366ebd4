/** Copying bytes from one memory to another. */

import type { Views } from './views.js';

/** Bytes up to which a loop over words takes less time than a bulk copy, a third for a few of them. */
const LOOP_BYTES_MAX = 128;

/** Copies `length` bytes from byte `source` of `from` to byte `target` of `to`. Hot for records and messages, which are short. */
export function copyBytes(from: Views, source: number, to: Views, target: number, length: number): void {
  if (((source | target | length) & 3) !== 0 || length > LOOP_BYTES_MAX) {
    to.u8.set(from.u8.subarray(source, source + length), target);
    return;
  }
  const words = length >>> 2;
  const at = target >>> 2;
  const start = source >>> 2;
  const from32 = from.u32;
  const to32 = to.u32;
  for (let i = 0; i < words; i++) to32[at + i] = from32[start + i] as number;
}
