/** Reads files of the world with a limit: only regular ones, because a FIFO blocks and a device may have no end. */

import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';

/** Of any file that the compiler reads: four bytes for each character that a schema may have. */
export const FILE_BYTES_MAX: number = 2 ** 26;

/** Should a FIFO take the place of the file after the look at it. */
const DOES_NOT_BLOCK: number = constants.O_NONBLOCK ?? 0;

/** A file that is none, or too long; it looks as the errors of the system do. `reason` is the end of a sentence. */
export class FileRefused extends Error {
  override readonly name = 'FileRefused';
  readonly code: 'EISDIR' | 'EFTYPE' | 'EFBIG';
  readonly syscall = 'open';
  readonly path: string;
  readonly reason: string;

  constructor(code: FileRefused['code'], path: string, reason: string) {
    super(`${code}: ${reason}, open '${path}'`);
    this.code = code;
    this.path = path;
    this.reason = reason;
  }
}

/** The bytes of a regular file. Throws what the system throws, `EISDIR`, `EFTYPE` and `EFBIG`. */
export function readRegularFile(path: string): Uint8Array {
  requireReadable(statSync(path), path);
  const descriptor = openSync(path, constants.O_RDONLY | DOES_NOT_BLOCK);
  try {
    const stats = fstatSync(descriptor);
    requireReadable(stats, path);
    return readUpTo(descriptor, stats.size);
  } finally {
    closeSync(descriptor);
  }
}

function requireReadable(stats: Stats, path: string): void {
  if (stats.isDirectory()) throw new FileRefused('EISDIR', path, 'it is a directory');
  if (!stats.isFile()) throw new FileRefused('EFTYPE', path, `it is ${kindOf(stats)}, and a regular file is expected`);
  if (stats.size <= FILE_BYTES_MAX) return;
  throw new FileRefused('EFBIG', path, `it has ${stats.size} bytes, and at most ${FILE_BYTES_MAX} are read`);
}

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return 'a FIFO';
  return stats.isSocket() ? 'a socket' : 'a device';
}

/** What was there when the file was looked at, or less. */
function readUpTo(descriptor: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let length = 0;
  for (let came = -1; came !== 0 && length < size; length += came) {
    came = readSync(descriptor, bytes, length, size - length, length);
  }
  return bytes.subarray(0, length);
}
