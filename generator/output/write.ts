/** Carries out a plan: the only place of the compiler that changes anything on disk. */

import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { MANIFEST_NAME } from './manifest.js';
import type { OutputPlan } from './plan.js';
import { removeAbandoned, temporaryName } from './temporary.js';

interface Staged {
  readonly temporary: string;
  readonly final: string;
}

/**
 * Writes all texts to temporary files first, then renames each into place, then deletes what is left over.
 *
 * What fails usually (a full disk, a directory that may not be written) fails before the first rename, and then nothing
 * has changed. The manifest is renamed last: a run that is killed in between leaves the old one, and the next run compares
 * every file anew. It also deletes the temporary files of the run that was killed.
 */
export function writeOutput(plan: OutputPlan): void {
  const { directory, writes, manifest, leftOver, abandoned } = plan;
  removeAbandoned(directory, abandoned);
  const texts = new Map(writes);
  if (manifest !== undefined) texts.set(MANIFEST_NAME, manifest);
  if (texts.size === 0 && leftOver.length === 0) return;
  makeDirectory(resolve(directory));
  const staged: Staged[] = [];
  try {
    for (const [name, text] of texts) {
      const temporary = join(directory, temporaryName(name));
      staged.push({ temporary, final: join(directory, name) });
      // Exclusive: a name that exists already, as a link to elsewhere perhaps, is not written through.
      writeFileSync(temporary, text, { flag: 'wx' });
    }
    for (const { temporary, final } of staged) renameSync(temporary, final);
  } catch (error) {
    for (const { temporary } of staged) rmSync(temporary, { force: true });
    throw error;
  }
  for (const name of leftOver) {
    if (!isSameAsWritten(directory, name, writes)) rmSync(join(directory, name), { force: true });
  }
}

/** Where names that differ only in case are one file, a renamed table must not delete what it has just written. */
function isSameAsWritten(directory: string, name: string, writes: OutputPlan['writes']): boolean {
  const twin = [...writes.keys()].find((written) => written.toLowerCase() === name.toLowerCase());
  if (twin === undefined) return false;
  const left = statSync(join(directory, name));
  const right = statSync(join(directory, twin));
  return left.ino === right.ino && left.dev === right.dev;
}

/**
 * Makes a directory and those above it that are missing.
 *
 * Not by Node's `recursive`, which never returns where the system says that a directory's own parent is missing, as it
 * does below /proc.
 */
export function makeDirectory(directory: string): void {
  if (existsSync(directory)) return;
  if (dirname(directory) !== directory) makeDirectory(dirname(directory));
  mkdirSync(directory);
}
