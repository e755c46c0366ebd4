/**
 * The spare: a segment made ahead and filled with zeros, because a commit that does not extend its file is synced in
 * half the time.
 */

import { createOrReplace, type Directory, SPARE, UNFINISHED_SPARE } from '../directory/index.js';
import { irregularity, type OpenFile, systemCodeOf, writeZeros } from '../fs/index.js';
import { SPARE_BYTES_MAX } from './format.js';

/**
 * Makes a spare of `bytes` bytes, unless there is one. It is given its name when it is complete; the log takes it by
 * that name. This takes long, so the keeper calls it, not the log. Throws the errors of the system; then the log works
 * without a spare.
 */
export function prepareSpare(directory: Directory, bytes: number): void {
  if (directory.list().includes(SPARE)) return;
  const file = createOrReplace(directory, UNFINISHED_SPARE);
  let isComplete = false;
  try {
    writeZeros(file, 0, bytes);
    // Durability does not depend on this sync: it only saves the log from waiting until all these zeros are written.
    file.sync();
    isComplete = true;
  } finally {
    file.close();
    // On a full device, the log needs the room itself.
    if (!isComplete) directory.unlink(UNFINISHED_SPARE);
  }
  directory.rename(UNFINISHED_SPARE, SPARE);
}

/**
 * Gives the spare the name `temporary`, so that the keeper can make another one. Returns `undefined` if there is no
 * spare, or if something else has its name: that keeps it.
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
