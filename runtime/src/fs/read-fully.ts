/** Reading all of some bytes: a call of `read` may return fewer bytes than there are. */

import type { FileSystem, OpenFile } from './file-system.js';
import { FileSystemError } from './system-error.js';

/** Bytes of the largest file that is read as a whole. */
const FILE_BYTES_MAX = 2 ** 31;

/**
 * Fills `target` from `position` on. Returns the number of bytes, which is smaller than `target` only at the end of the
 * file.
 */
export function readFully(file: OpenFile, target: Uint8Array, position: number): number {
  let done = 0;
  while (done < target.length) {
    const came = file.read(done === 0 ? target : target.subarray(done), position + done);
    if (came === 0) break;
    done += came;
  }
  return done;
}

/** The bytes of a file. Throws the errors of the system, and `EOVERFLOW` for more than `bytesMax` bytes. */
export function readFile(fs: FileSystem, path: string, bytesMax: number = FILE_BYTES_MAX): Uint8Array {
  const file = fs.open(path, 'read');
  try {
    const size = file.size();
    if (size > bytesMax) {
      throw new FileSystemError(
        'EOVERFLOW',
        'read',
        path,
        `the file has ${size} bytes, at most ${bytesMax} were expected`,
      );
    }
    const bytes = new Uint8Array(size);
    const came = readFully(file, bytes, 0);
    return came === size ? bytes : bytes.slice(0, came);
  } finally {
    file.close();
  }
}
