/**
 * Syncs of the log. After a failed sync, the content of the device is unknown, and a retry may falsely succeed: it ends
 * the log.
 */

import { FileSystemError, isNoSpace, type OpenFile } from '../fs/index.js';
import type { Directory } from './directory.js';

/** Returns when the file is on the device. Throws the error of the system, but never one that means "no space". */
export function syncFile(file: OpenFile, path: string): void {
  try {
    file.sync();
  } catch (error) {
    // mutant: file-sync-failure
    throw syncError(error, 'fdatasync', path);
  }
}

/** As `syncFile`, for the names in a directory. */
export function syncDirectory(directory: Directory): void {
  try {
    directory.sync();
  } catch (error) {
    // mutant: directory-sync-failure
    throw syncError(error, 'fsync', directory.path);
  }
}

/** A write that found no room can be retried. A sync cannot, even if it failed for lack of room. */
function syncError(error: unknown, syscall: string, path: string): unknown {
  // mutant: sync-no-space
  if (!isNoSpace(error)) return error;
  const reason = `${error instanceof Error ? error.message : String(error)}, after it had taken the bytes`;
  return Object.assign(new FileSystemError('EIO', syscall, path, reason), { cause: error });
}
