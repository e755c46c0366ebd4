/** Paths that were given to a command: whether they lead where it can do its work, and if not, where else they may have been meant to. */

import { readdirSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import {
  absolutePath,
  joinPath,
  MANIFEST,
  NodeFileSystem,
  parseSegmentName,
  parseSnapshotName,
  storageError,
  systemCodeOf,
} from '@ecsdb/runtime/storage';
import { Failure, quoted, UsageError } from '../terminal/index.js';
import { isWithin } from './within.js';

/** An argument as an absolute path, so that it means the same for as long as the command runs. */
export function pathOf(argument: string): string {
  const given = absolutePath(argument, currentDirectory());
  if ('fault' in given) throw new UsageError(`a directory ${given.fault}`);
  return given.path;
}

function currentDirectory(): string | undefined {
  try {
    return process.cwd();
  } catch {
    // It was deleted.
    return undefined;
  }
}

/** The real path of the directory that an argument names. Refuses what is no directory, or has no file of a database. */
export function databaseAt(argument: string): string {
  const path = pathOf(argument);
  requireDirectory(path);
  const directory = realPathOf(path);
  requireDatabase(directory);
  return directory;
}

/** Refuses what is no directory, or has no file of a database. Whether those are sound is left to those who read them. */
export function requireDatabase(path: string): void {
  requireDirectory(path);
  let names: readonly string[];
  try {
    names = readdirSync(path);
  } catch (error) {
    throw storageError(error, 'listing the directory', path);
  }
  if (!names.some((name) => name === MANIFEST || isDataName(name))) throw noDatabase(path);
}

function realPathOf(path: string): string {
  try {
    return new NodeFileSystem().realPath(path);
  } catch (error) {
    throw storageError(error, 'looking', path);
  }
}

function requireDirectory(path: string): void {
  const stats = lookAt(path);
  if (stats === undefined) {
    throw new Failure('NOT_FOUND', `there is no '${path}'. Give the directory of a database.`);
  }
  if (stats.isDirectory()) return;
  const isOurs = basename(path) === MANIFEST || isDataName(basename(path));
  const advice = isOurs ? `Give the directory that it lies in: ${quoted(dirname(path))}` : 'Give a directory.';
  throw new Failure('NOT_A_DIRECTORY', `'${path}' is a file, and a database is a directory. ${advice}`);
}

/** What to say when there is no database in a directory. */
export function noDatabase(path: string): Failure {
  const [below] = namesIn(path).filter((name) => namesIn(joinPath(path, name)).includes(MANIFEST));
  const advice =
    below === undefined
      ? 'Give the directory that Database.open was given.'
      : `Did you mean ${quoted(joinPath(path, below))}?`;
  return new Failure('NOT_A_DATABASE', `there is no database in '${path}'. ${advice}`);
}

/** Makes a directory for new files and returns its real path; refuses one that has any, or that lies in `source`. */
export function makeTarget(path: string, source: string): string {
  requireNewTarget(path, source);
  try {
    new NodeFileSystem().makeDirectory(path);
  } catch (error) {
    throw storageError(error, 'making a directory', path);
  }
  return realPathOf(path);
}

/** Refuses a path where there is something already, and one in `source`: that directory is never changed. */
export function requireNewTarget(path: string, source: string): void {
  requireOutside(path, source);
  const stats = lookAt(path);
  if (stats === undefined) return;
  if (!stats.isDirectory()) {
    throw new Failure('NOT_EMPTY', `'${path}' is a file. Give a new directory: nothing is ever overwritten.`);
  }
  const [first] = namesIn(path);
  if (first === undefined) return;
  throw new Failure('NOT_EMPTY', `'${path}' is not empty: it has '${first}'. Give a new directory, or an empty one.`);
}

function requireOutside(path: string, source: string): void {
  let isInside: boolean;
  try {
    isInside = isWithin(path, source);
  } catch (error) {
    throw storageError(error, 'looking', path);
  }
  if (!isInside) return;
  const message = `'${path}' is in '${source}', which is never changed. Give a new directory outside of it.`;
  throw new Failure('INSIDE_SOURCE', message);
}

/** Takes back what was written to a new directory, as far as that is possible. */
export function removeFiles(directory: string): void {
  const fs = new NodeFileSystem();
  try {
    for (const name of fs.list(directory)) fs.unlink(joinPath(directory, name));
  } catch {
    // The error that led here says more.
  }
}

/** True for segments and snapshots. */
export function isDataName(name: string): boolean {
  return parseSegmentName(name) !== undefined || parseSnapshotName(name) !== undefined;
}

function lookAt(path: string): ReturnType<typeof statSync> {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (systemCodeOf(error) === 'ENOTDIR') return undefined;
    throw storageError(error, 'looking', path);
  }
}

/** None where there is no directory, or one that may not be read: then others will say so. */
function namesIn(path: string): string[] {
  try {
    return readdirSync(path).sort();
  } catch {
    return [];
  }
}
