/** Temporary files: what is written first and then renamed, and what a run that was killed has left of them. */

import { randomBytes } from 'node:crypto';
import { lstatSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { systemCode } from './system-error.js';

/** `.<final name>.<process id>.<random>.tmp`; earlier versions left the process id out. */
const TEMPORARY = /^\.(.+?)\.(?:(\d+)\.)?[0-9a-f]{12}\.tmp$/;

/** A new name for the text of a file of the same directory. */
export function temporaryName(finalName: string): string {
  return `.${finalName}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`;
}

/** Those of `names` that a process which is gone has left in the directory, for files that `isFinal` accepts. */
export function abandonedIn(
  directory: string,
  names: Iterable<string>,
  isFinal: (finalName: string) => boolean,
): string[] {
  return [...names].filter((name) => {
    const [, finalName, pid] = TEMPORARY.exec(name) ?? [];
    if (finalName === undefined || !isFinal(finalName) || isRunning(pid)) return false;
    return lstatSync(join(directory, name), { throwIfNoEntry: false })?.isFile() === true;
  });
}

/** Deletes what can be deleted: the run does not depend on it. */
export function removeAbandoned(directory: string, names: readonly string[]): void {
  for (const name of names) {
    try {
      rmSync(join(directory, name), { force: true });
    } catch (error) {
      if (systemCode(error) === undefined) throw error;
    }
  }
}

/** This process writes and renames without a pause, so a file of its own is left over, too. */
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
