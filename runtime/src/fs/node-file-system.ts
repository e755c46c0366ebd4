/** The file system of the machine, through Node's synchronous calls. */

import {
  closeSync,
  dirname,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  statSync,
  unlinkSync,
} from '#node-fs';
import type { DirectoryLock, FileSystem, OpenFile, OpenMode } from './file-system.js';
import { NodeFile } from './node-file.js';
import { takeLock } from './node-lock.js';
import { realPath } from './real-path.js';
import { systemCodeOf, withPath } from './system-error.js';

export class NodeFileSystem implements FileSystem {
  makeDirectory(path: string): void {
    if (isDirectory(path)) {
      // The process that made the directory need not have synced it. A parent that this process may not open is not
      // synced.
      syncEntries(dirname(realPath(path)), ['EACCES', 'EPERM']);
    } else {
      make(path);
    }
  }

  realPath(directory: string): string {
    return realPath(directory);
  }

  list(directory: string): string[] {
    return readdirSync(directory).sort();
  }

  open(path: string, mode: OpenMode): OpenFile {
    return new NodeFile(path, mode);
  }

  rename(from: string, to: string): void {
    renameSync(from, to);
  }

  unlink(path: string): void {
    unlinkSync(path);
  }

  syncDirectory(path: string): void {
    syncEntries(path, []);
  }

  lock(directory: string): DirectoryLock {
    return takeLock(directory);
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/**
 * Without Node's option `recursive`, which never returns if the system says that a directory's own parent is missing,
 * as below /proc.
 */
function make(directory: string): void {
  const parent = dirname(directory);
  if (parent !== directory && !isDirectory(parent)) make(parent);
  try {
    mkdirSync(directory);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!isDirectory(directory)) throw error;
  }
  syncEntries(parent, []);
}

function syncEntries(directory: string, ignored: readonly string[]): void {
  // Windows cannot open directories, and its file systems have a journal for names.
  if (process.platform === 'win32') return;
  let fd: number | undefined;
  try {
    fd = openSync(directory, 'r');
    fsyncSync(fd);
  } catch (error) {
    const code = systemCodeOf(error) ?? '';
    // File systems that cannot sync a directory return EINVAL; there is no alternative.
    if (code !== 'EINVAL' && code !== 'ENOTSUP' && !ignored.includes(code)) throw withPath(error, directory);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
