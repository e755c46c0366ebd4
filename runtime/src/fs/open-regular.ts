/** Opens regular files only: a FIFO would block, a device may have no end, and opening either may have side effects. */

import { closeSync, fileConstants, fstatSync, lstatSync, openSync, type Stats, statSync } from '#node-fs';
import type { OpenMode } from './file-system.js';
import { FileSystemError, systemCodeOf, withPath } from './system-error.js';

/** The code of errors about anything but a regular file. */
const NOT_A_FILE = 'EFTYPE';

/** Returns the descriptor. Throws the errors of the system, and `EFTYPE` for anything but a regular file. */
export function openRegularFile(path: string, mode: Exclude<OpenMode, 'create'>): number {
  requireRegular(look(path), path);
  const { O_RDONLY, O_RDWR, O_NONBLOCK = 0 } = fileConstants;
  // A FIFO may have replaced the file meanwhile; opening it must not block.
  const descriptor = openSync(path, (mode === 'read' ? O_RDONLY : O_RDWR) | O_NONBLOCK);
  try {
    requireRegular(fstatSync(descriptor), path);
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw withPath(error, path);
  }
}

/**
 * What is wrong with a path that `openRegularFile` refused, as the end of a sentence; undefined for any other error.
 */
export function irregularity(error: unknown): string | undefined {
  return error instanceof FileSystemError && error.code === NOT_A_FILE ? error.reason : undefined;
}

function look(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    const code = systemCodeOf(error);
    // There is no such file, or there is a link that leads to none.
    if ((code !== 'ENOENT' && code !== 'ELOOP') || !isLink(path)) throw error;
    const where = code === 'ELOOP' ? 'in a circle' : 'nowhere';
    throw notAFile(path, `is a symbolic link that leads ${where}, and must be a regular file`);
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

function requireRegular(stats: Stats, path: string): void {
  if (!stats.isFile()) throw notAFile(path, `is ${kindOf(stats)}, and must be a regular file`);
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a directory';
  if (stats.isFIFO()) return 'a FIFO';
  if (stats.isSocket()) return 'a socket';
  return stats.isCharacterDevice() || stats.isBlockDevice() ? 'a device' : 'of an unknown kind';
}

function notAFile(path: string, reason: string): FileSystemError {
  return new FileSystemError(NOT_A_FILE, 'open', path, reason);
}
