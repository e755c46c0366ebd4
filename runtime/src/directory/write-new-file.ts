/** Files that become something only when they are renamed: made anew, whatever an earlier attempt has left. */

import { type FileSystem, type OpenFile, systemCodeOf, writeFully } from '../fs/index.js';
import { syncFile } from './sync.js';

/** Creates a file in place of one that an earlier attempt has left. */
export function createAnew(fs: FileSystem, path: string): OpenFile {
  try {
    return fs.open(path, 'create');
  } catch (error) {
    if (systemCodeOf(error) !== 'EEXIST') throw error;
    fs.unlink(path);
    return fs.open(path, 'create');
  }
}

/** Creates a file of these bytes; it, but not its name, is on the device when this returns. */
export function writeNewFile(fs: FileSystem, path: string, bytes: Uint8Array): void {
  const file = createAnew(fs, path);
  try {
    writeFully(file, bytes, 0);
    syncFile(file, path);
  } finally {
    file.close();
  }
}
