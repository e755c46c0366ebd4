/** Temporary files, which are written and then renamed, and those that killed runs have left. */

import { randomBytes } from 'node:crypto';
import { lstatSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { systemCode } from './system-error.js';

/** `.<final name>.<process id>.<random>.tmp`; earlier versions omitted the process id. */
const TEMPORARY = /^\.(.+?)\.(?:(\d+)\.)?[0-9a-f]{12}\.tmp$/;

/** A new name for a temporary file in the folder of the final file. */
export function temporaryName(finalName: string): string {
  const [folder, name] = split(finalName);
  return `${folder}.${name}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`;
}

/** The temporary files among `names` whose process has ended and whose final name `isFinal` accepts. */
export function abandonedIn(
  directory: string,
  names: Iterable<string>,
  isFinal: (finalName: string) => boolean,
): string[] {
  return [...names].filter((path) => {
    const [folder, name] = split(path);
    const [, finalName, pid] = TEMPORARY.exec(name) ?? [];
    if (finalName === undefined || !isFinal(folder + finalName) || isRunning(pid)) return false;
    return lstatSync(join(directory, path), { throwIfNoEntry: false })?.isFile() === true;
  });
}

/** Deletes the files, best effort. */
export function removeAbandoned(directory: string, names: readonly string[]): void {
  for (const name of names) {
    try {
      rmSync(join(directory, name), { force: true });
    } catch (error) {
      if (systemCode(error) === undefined) throw error;
    }
  }
}

/** The folder, with the slash behind it, and the name in it. */
function split(path: string): [folder: string, name: string] {
  const at = path.lastIndexOf('/') + 1;
  return [path.slice(0, at), path.slice(at)];
}

/**
 * False for this process: it renames its files at once, so a file with its id is from an earlier process with that
 * id.
 */
function isRunning(pid: string | undefined): boolean {
  if (pid === undefined || Number(pid) === process.pid) return false;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    // EPERM: a process of another user.
    return systemCode(error) === 'EPERM';
  }
}
