/** Arguments that name a database. An argument that does not is refused, with a suggestion where one can be found. */

import { readdirSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import {
  absolutePath,
  joinPath,
  type LockHolder,
  lockHolder,
  MANIFEST,
  NodeFileSystem,
  storageError,
  systemCodeOf,
} from '@ecsdb/runtime/storage';
import { Failure, quotePath, UsageError } from '../terminal/index.js';
import { isDataName } from './data-files.js';

/** An argument as an absolute path, so that its meaning does not depend on the current directory later. */
export function resolvePath(argument: string): string {
  const resolved = absolutePath(argument, currentDirectory());
  if ('fault' in resolved) throw new UsageError(`a directory ${resolved.fault}`);
  return resolved.path;
}

/** Undefined if it was deleted. */
function currentDirectory(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

/** The real path of the directory that an argument names. Throws a `Failure` if it contains no file of a database. */
export function resolveDatabase(argument: string): string {
  const path = resolvePath(argument);
  requireDirectory(path);
  const directory = realPathOf(path);
  requireDatabase(directory);
  return directory;
}

/** Throws a `Failure` if a directory contains no file of a database. The files themselves are not read. */
export function requireDatabase(path: string): void {
  requireDirectory(path);
  let names: readonly string[];
  try {
    names = readdirSync(path);
  } catch (error) {
    throw storageError(error, 'listing the directory', path);
  }
  if (!names.some(isDatabaseName)) throw noDatabase(path);
}

/** True if a directory contains a file of a database. */
export function holdsDatabase(path: string): boolean {
  return statsOf(path)?.isDirectory() === true && namesIn(path).some(isDatabaseName);
}

function isDatabaseName(name: string): boolean {
  return name === MANIFEST || isDataName(name);
}

/** The failure for a directory without a database. */
export function noDatabase(path: string): Failure {
  const [below] = namesIn(path).filter((name) => namesIn(joinPath(path, name)).includes(MANIFEST));
  const advice =
    below === undefined
      ? 'Give the directory that Database.open was given.'
      : `Did you mean ${quotePath(joinPath(path, below))}?`;
  return new Failure('NOT_A_DATABASE', `there is no database in '${path}'. ${advice}`);
}

/** The process that has the database open; undefined if none has. */
export function lockHolderOf(directory: string): LockHolder | undefined {
  try {
    return lockHolder(directory);
  } catch (error) {
    throw storageError(error, 'reading the lock', directory);
  }
}

export function realPathOf(path: string): string {
  try {
    return new NodeFileSystem().realPath(path);
  } catch (error) {
    throw storageError(error, 'looking', path);
  }
}

/** Undefined if there is nothing at the path. */
export function statsOf(path: string): ReturnType<typeof statSync> {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (systemCodeOf(error) === 'ENOTDIR') return undefined;
    throw storageError(error, 'looking', path);
  }
}

/**
 * Sorted; empty for a directory that does not exist or cannot be read. Then the command that reads it reports the
 * error.
 */
export function namesIn(path: string): string[] {
  try {
    return readdirSync(path).sort();
  } catch {
    return [];
  }
}

function requireDirectory(path: string): void {
  const stats = statsOf(path);
  if (stats === undefined) {
    throw new Failure('NOT_FOUND', `'${path}' does not exist. Give the directory of a database.`);
  }
  if (stats.isDirectory()) return;
  const isFileOfDatabase = basename(path) === MANIFEST || isDataName(basename(path));
  const advice = isFileOfDatabase
    ? `Give the directory that contains it: ${quotePath(dirname(path))}`
    : 'Give a directory.';
  throw new Failure('NOT_A_DIRECTORY', `'${path}' is a file, and a database is a directory. ${advice}`);
}
