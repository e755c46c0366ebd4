/** Long runs of zeros, written piece by piece. */

import { type OpenFile, writeFully } from '../fs/index.js';

const PIECE_BYTES = 2 ** 20;

/** Writes zeros from `start` to `end`. */
export function writeZeros(file: OpenFile, start: number, end: number): void {
  const piece = new Uint8Array(Math.min(PIECE_BYTES, end - start));
  for (let at = start; at < end; at += piece.length) {
    writeFully(file, at + piece.length <= end ? piece : piece.subarray(0, end - at), at);
  }
}
