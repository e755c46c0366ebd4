/** Segments made ahead and filled with zeros: a commit that does not extend its file is synced in half the time. */

import { createAnew, type Directory, SPARE, UNFINISHED_SPARE } from '../directory/index.js';
import { writeZeros } from './zeros.js';

/**
 * Makes a spare of so many bytes, unless there is one; the log takes it by its name, which it has only when it is complete. Takes long,
 * so it is called on another thread than the log's. Throws the system's errors; the log does without a spare then.
 */
export function prepareSpare(directory: Directory, bytes: number): void {
  if (directory.list().includes(SPARE)) return;
  const file = createAnew(directory, UNFINISHED_SPARE);
  let isComplete = false;
  try {
    writeZeros(file, 0, bytes);
    // No promise depends on this sync: it spares the log, which syncs the file itself, the wait for all these zeros.
    file.sync();
    isComplete = true;
  } finally {
    file.close();
    // On a device that is full, the log needs the room itself.
    if (!isComplete) directory.unlink(UNFINISHED_SPARE);
  }
  directory.rename(UNFINISHED_SPARE, SPARE);
}
