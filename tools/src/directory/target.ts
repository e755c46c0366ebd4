/** New directories that commands write to. They are empty, and outside of the directory that the command reads. */

import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { joinPath, NodeFileSystem, storageError, systemCodeOf } from '@ecsdb/runtime/storage';
import { Failure } from '../terminal/index.js';
import { namesIn, realPathOf, statsOf } from './source.js';

/**
 * Creates a directory for new files and returns its real path. Throws a `Failure` under the conditions of
 * `requireNewTarget`.
 */
export function createTarget(path: string, source?: string): string {
  requireNewTarget(path, source);
  try {
    new NodeFileSystem().makeDirectory(path);
  } catch (error) {
    throw storageError(error, 'making a directory', path);
  }
  return realPathOf(path);
}

/** Throws a `Failure` if there are files at the path already, or if the path is inside of `source`, if there is one. */
export function requireNewTarget(path: string, source?: string): void {
  if (source !== undefined) requireOutside(path, source);
  const stats = statsOf(path);
  if (stats === undefined) return;
  if (!stats.isDirectory()) {
    throw new Failure('NOT_EMPTY', `'${path}' is a file, and files are never overwritten. Give a new directory.`);
  }
  const [first] = namesIn(path);
  if (first === undefined) return;
  throw new Failure(
    'NOT_EMPTY',
    `'${path}' is not empty: it contains '${first}'. Give a new directory, or an empty one.`,
  );
}

/** Deletes what was written to a new directory, best effort: the error that led here matters more. */
export function removeFiles(directory: string): void {
  const fs = new NodeFileSystem();
  try {
    for (const name of fs.list(directory)) fs.unlink(joinPath(directory, name));
  } catch {
    // The caller throws the first error.
  }
}

function requireOutside(path: string, source: string): void {
  let isInside: boolean;
  try {
    isInside = isWithin(path, source);
  } catch (error) {
    throw storageError(error, 'looking', path);
  }
  if (!isInside) return;
  const message = `'${path}' is inside of '${source}', which is never changed. Give a new directory outside of it.`;
  throw new Failure('INSIDE_SOURCE', message);
}

/**
 * True if a path, which need not exist, is inside of a directory or is that directory. Compares devices and inodes,
 * because names differ in case and through links and mounts. Throws what the system throws.
 */
function isWithin(path: string, directory: string): boolean {
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

/** The path itself, or the nearest directory above it that exists, with links resolved. */
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
