/** Syncs of the log. One that fails is the end of the log: nobody knows what is on the device, and the next one may lie. */

import { FileSystemError, isNoSpace, type OpenFile } from '../fs/index.js';
import type { Directory } from './directory.js';

/** Returns when the file is on the device. Throws the system's error, but never one that reads as "no space". */
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

/** After a write that found no room one can try again. After a sync one cannot, even where it failed for want of room. */
function syncError(error: unknown, syscall: string, path: string): unknown {
  // mutant: sync-no-space
  if (!isNoSpace(error)) return error;
  const reason = `${error instanceof Error ? error.message : String(error)}, after it had taken the bytes`;
  return Object.assign(new FileSystemError('EIO', syscall, path, reason), { cause: error });
}
