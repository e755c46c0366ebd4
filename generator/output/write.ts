/** Carries out a plan. */

import { existsSync, mkdirSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { FOLDER, MANIFEST_NAME } from './manifest.js';
import type { OutputPlan } from './plan.js';
import { systemCode } from './system-error.js';
import { removeAbandoned, temporaryName } from './temporary.js';

interface Staged {
  readonly temporary: string;
  readonly final: string;
}

/**
 * Writes all texts to temporary files, then renames each of them, then deletes files that are left over.
 *
 * Most failures, such as a full disk or a directory without write permission, occur before the first rename. Then
 * nothing has changed. The manifest is renamed last: a run that is killed before that leaves the old manifest, and
 * the next run compares every file again. The next run also deletes the temporary files of the killed run.
 */
export function writeOutput(plan: OutputPlan): void {
  const { directory, writes, manifest, leftOver, abandoned } = plan;
  removeAbandoned(directory, abandoned);
  const texts = new Map(writes);
  if (manifest !== undefined) texts.set(MANIFEST_NAME, manifest);
  if (texts.size === 0 && leftOver.length === 0) return;
  makeDirectory(resolve(directory));
  if ([...texts.keys()].some(isInFolder)) makeDirectory(resolve(directory, FOLDER));
  const staged: Staged[] = [];
  try {
    for (const [name, text] of texts) {
      const temporary = join(directory, temporaryName(name));
      staged.push({ temporary, final: join(directory, name) });
      // Exclusive, so that an existing link with this name is not followed.
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
  if (leftOver.some(isInFolder)) removeIfEmpty(join(directory, FOLDER));
}

function isInFolder(name: string): boolean {
  return name.startsWith(`${FOLDER}/`);
}

/** Best effort. The system refuses to remove a folder that contains anything. */
function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
  }
}

/** On file systems that ignore case, the old file of a table whose name changed its case is the new file. */
function isSameAsWritten(directory: string, name: string, writes: OutputPlan['writes']): boolean {
  const twin = [...writes.keys()].find((written) => written.toLowerCase() === name.toLowerCase());
  if (twin === undefined) return false;
  const left = statSync(join(directory, name));
  const right = statSync(join(directory, twin));
  return left.ino === right.ino && left.dev === right.dev;
}

/**
 * Creates a directory and its missing parents.
 *
 * The option `recursive` of Node does not return if the system reports that the parent of a directory is missing, as
 * it does below /proc.
 */
export function makeDirectory(directory: string): void {
  if (existsSync(directory)) return;
  if (dirname(directory) !== directory) makeDirectory(dirname(directory));
  mkdirSync(directory);
}
