/** The files `LOCK-<number>` of a directory. */

import { closeSync, fstatSync, openSync, readdirSync, readFileSync, statSync, unlinkSync } from '#node-fs';
import { joinPath } from '../path.js';
import { systemCodeOf } from '../system-error.js';
import { type LockRecord, parseLockRecord } from './lock-record.js';

const LOCK_NAME = /^LOCK-([1-9]\d{0,14})$/;

export interface FoundLock {
  /** Undefined when the file does not hold one, or not yet. */
  readonly record: LockRecord | undefined;
  /** When the file was last written, in milliseconds since 1970. */
  readonly touchedMs: number;
}

export function lockPath(directory: string, number: number): string {
  return joinPath(directory, `LOCK-${number}`);
}

/** The numbers in use, from the lowest on. */
export function lockNumbers(directory: string): number[] {
  return readdirSync(directory)
    .map((name) => Number(LOCK_NAME.exec(name)?.[1] ?? 0))
    .filter((number) => number > 0)
    .sort((a, b) => a - b);
}

/** Undefined when there is no such file. */
export function readLock(path: string): FoundLock | undefined {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return { touchedMs: fstatSync(fd).mtimeMs, record: parseLockRecord(readFileSync(fd, 'utf8')) };
  } finally {
    closeSync(fd);
  }
}

export function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Deletes a file that does no harm where it cannot be deleted. */
export function tryUnlink(path: string): void {
  try {
    unlinkSync(path);
  } catch {}
}
