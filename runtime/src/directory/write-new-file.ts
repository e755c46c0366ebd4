/** Makes files under temporary names, in place of what an earlier attempt has left. */

import { type OpenFile, systemCodeOf, writeFully } from '../fs/index.js';
import type { Directory } from './directory.js';
import { syncFile } from './sync.js';

/** Creates a file. Deletes one of the same name, which an earlier attempt has left. */
export function createOrReplace(directory: Directory, name: string): OpenFile {
  try {
    return directory.open(name, 'create');
  } catch (error) {
    if (systemCodeOf(error) !== 'EEXIST') throw error;
    directory.unlink(name);
    return directory.open(name, 'create');
  }
}

/** Creates a file with these bytes. The file, but not its name, is on the device when this returns. */
export function writeNewFile(directory: Directory, name: string, bytes: Uint8Array): void {
  const file = createOrReplace(directory, name);
  try {
    writeFully(file, bytes, 0);
    // mutant: new-file-sync
    syncFile(file, directory.pathOf(name));
  } finally {
    file.close();
  }
}
