/** Reads regular files up to a limit. A FIFO would block, and a device may have no end. */

import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';

/** Limit of all files that the compiler reads: four bytes for each character of the longest schema. */
export const FILE_BYTES_MAX: number = 2 ** 26;

/** In case a FIFO replaces the file after the check. */
const DOES_NOT_BLOCK: number = constants.O_NONBLOCK ?? 0;

/** The file is not regular or too long. The error has the properties of system errors; `reason` is for messages. */
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

/** The bytes of a regular file. Throws errors of the system, and `FileRefused`. */
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
  if (!stats.isFile()) throw new FileRefused('EFTYPE', path, `it is ${kindOf(stats)}, not a regular file`);
  if (stats.size <= FILE_BYTES_MAX) return;
  throw new FileRefused('EFBIG', path, `it has ${stats.size} bytes; the limit is ${FILE_BYTES_MAX}`);
}

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return 'a FIFO';
  return stats.isSocket() ? 'a socket' : 'a device';
}

/** At most `size` bytes; fewer if the file has been shortened. */
function readUpTo(descriptor: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let length = 0;
  for (let count = -1; count !== 0 && length < size; length += count) {
    count = readSync(descriptor, bytes, length, size - length, length);
  }
  return bytes.subarray(0, length);
}
