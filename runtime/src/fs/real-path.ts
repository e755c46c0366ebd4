/** Real paths of directories. */

import { realpathSync, statSync } from '#node-fs';
import { FileSystemError } from './system-error.js';

/** By the system's `realpath`: Node's own resolves `..` in the text, before it follows links. */
export function realPath(directory: string): string {
  const path = realpathSync.native(directory);
  // A name that is not UTF-8 becomes a text with other bytes, which is another path.
  if (path.includes('\ufffd') && statSync(path, { throwIfNoEntry: false })?.ino !== statSync(directory).ino) {
    throw new FileSystemError('EILSEQ', 'realpath', directory, 'the names of its real path must be UTF-8');
  }
  return path;
}
