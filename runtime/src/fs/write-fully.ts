/** Writing all of some bytes: a call of `write` may take fewer bytes than it was given. */

import type { OpenFile } from './file-system.js';
import { FileSystemError } from './system-error.js';

/** Bytes of zeros that are written at a time. */
const ZEROS_BYTES = 2 ** 20;

/**
 * Writes all of `bytes` from `position` on. Throws what `write` throws, and `EIO` if two calls in a row have written
 * nothing: then the system neither writes nor reports an error.
 */
export function writeFully(file: OpenFile, bytes: Uint8Array, position: number): void {
  let done = 0;
  let isStuck = false;
  // mutant: file-short-write
  while (done < bytes.length) {
    const written = file.write(done === 0 ? bytes : bytes.subarray(done), position + done);
    if (written === 0) {
      if (isStuck) throw new FileSystemError('EIO', 'write', '', `nothing of ${bytes.length - done} bytes was written`);
      isStuck = true;
    } else {
      isStuck = false;
      done += written;
    }
  }
}

/** Writes zeros from `start` to `end`. */
export function writeZeros(file: OpenFile, start: number, end: number): void {
  const piece = new Uint8Array(Math.min(ZEROS_BYTES, end - start));
  for (let at = start; at < end; at += piece.length) {
    writeFully(file, at + piece.length <= end ? piece : piece.subarray(0, end - at), at);
  }
}
