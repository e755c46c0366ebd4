/** Writes one file as a whole: if the process is killed, the file has its old text or the new one. */

import { chmodSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { temporaryName } from './temporary.js';

/** A file that exists keeps its permissions. */
export function writeWhole(path: string, text: string): void {
  const target = resolveLinks(path);
  const temporary = join(dirname(target), temporaryName(basename(target)));
  try {
    const info = statSync(target, { throwIfNoEntry: false });
    writeFileSync(temporary, text, { flag: 'wx' });
    if (info !== undefined) chmodSync(temporary, info.mode & 0o7777);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** The target of a symbolic link, so that the link remains; the path itself if it is no link. */
function resolveLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
