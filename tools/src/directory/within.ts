/** Whether a path, which need not exist yet, lies in a directory, whatever links lead there. */

import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemCodeOf } from '@ecsdb/runtime/storage';

/**
 * True for the directory itself, too. Directories are compared by what the system calls them, not by name: names differ in case, and
 * by links and mounts. Throws what the system throws.
 */
export function isWithin(path: string, directory: string): boolean {
  const source = statSync(directory, { bigint: true });
  let at = nearestExisting(path);
  for (;;) {
    const stats = statSync(at, { bigint: true });
    if (stats.ino === source.ino && stats.dev === source.dev) return true;
    const above = dirname(at);
    if (above === at) return false;
    at = above;
  }
}

/** The path itself or the directory above it that exists, with links resolved. */
function nearestExisting(path: string): string {
  for (let at = path; ; at = dirname(at)) {
    try {
      return realpathSync.native(at);
    } catch (error) {
      const code = systemCodeOf(error);
      if ((code !== 'ENOENT' && code !== 'ENOTDIR') || dirname(at) === at) throw error;
    }
  }
}
