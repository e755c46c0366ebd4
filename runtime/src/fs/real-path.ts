/** Real paths of directories. */

import { realpathSync, statSync } from '#node-fs';
import { FileSystemError } from './system-error.js';

/** By the system's own `realpath`: Node's other one takes `..` from the text, before it looks at links. */
export function realPath(directory: string): string {
  const path = realpathSync.native(directory);
  // A name that is not UTF-8 is text with other bytes, which lead elsewhere or nowhere.
  if (path.includes('\ufffd') && statSync(path, { throwIfNoEntry: false })?.ino !== statSync(directory).ino) {
    throw new FileSystemError('EILSEQ', 'realpath', directory, 'the names of its real path must be UTF-8');
  }
  return path;
}
