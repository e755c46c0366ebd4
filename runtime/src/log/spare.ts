/** Segments made ahead and filled with zeros: a commit that does not extend its file is synced in half the time. */

import { createAnew, type Directory, SPARE, UNFINISHED_SPARE } from '../directory/index.js';
import { irregularity, type OpenFile, systemCodeOf, writeZeros } from '../fs/index.js';
import { SPARE_BYTES_MAX } from './format.js';

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

/**
 * Gives the spare the name `temporary`, so that the keeper can make another one. Returns `undefined` if there is no spare, or if something
 * else has its name: that keeps it.
 */
export function takeSpare(
  directory: Directory,
  temporary: string,
): { readonly file: OpenFile; readonly capacity: number } | undefined {
  try {
    directory.rename(SPARE, temporary);
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const file = directory.open(temporary, 'update');
    const capacity = file.size();
    if (capacity <= SPARE_BYTES_MAX) return { file, capacity };
    file.close();
  } catch (error) {
    if (irregularity(error) === undefined) throw error;
  }
  directory.rename(temporary, SPARE);
  return undefined;
}
