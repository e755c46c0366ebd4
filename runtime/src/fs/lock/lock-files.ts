/** The files `LOCK-<number>` of a directory. */

import { closeSync, fstatSync, lstatSync, readdirSync, readSync, type Stats, unlinkSync } from '#node-fs';
import { EcsDbError } from '../../errors.js';
import { irregularity, openRegularFile } from '../open-regular.js';
import { joinPath } from '../path.js';
import { systemCodeOf, withPath } from '../system-error.js';
import { type LockRecord, parseLockRecord } from './lock-record.js';

/** Any number of digits, so that a number that is too large is found, too. */
const LOCK_NAME = /^LOCK-([1-9]\d*)$/;
/** Names have at most 15 digits, so no number follows this one. */
const NUMBER_MAX = 999_999_999_999_999;

/** A record has some hundred bytes. */
const RECORD_BYTES_MAX = 16_384;

export interface FoundLock {
  /** Undefined if the file does not contain a complete record. */
  readonly record: LockRecord | undefined;
  /** When the file was last written, in milliseconds since 1970. */
  readonly touchedMs: number;
}

export function lockPath(directory: string, number: number): string {
  return joinPath(directory, `LOCK-${number}`);
}

/**
 * The numbers in use, from the lowest on. Throws if no number could follow: then the holder could not be determined.
 */
export function lockNumbers(directory: string): number[] {
  return readdirSync(directory)
    .flatMap((name) => {
      const digits = LOCK_NAME.exec(name)?.[1];
      if (digits === undefined) return [];
      if (Number(digits) >= NUMBER_MAX) throw noSuccessor(joinPath(directory, name));
      return [Number(digits)];
    })
    .sort((a, b) => a - b);
}

function noSuccessor(path: string): EcsDbError {
  return new EcsDbError(
    'CORRUPT',
    `'${path}' has a number that is too high: expected at most ${NUMBER_MAX - 1}, because each opening takes the ` +
      'next one. ecsdb did not ' +
      'make this file. If no process has the directory open, delete the file.',
    { path },
  );
}

/** Undefined if there is no such file. */
export function readLock(path: string): FoundLock | undefined {
  let fd: number;
  try {
    fd = openRegularFile(path, 'read');
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    if (irregularity(error) === undefined) throw error;
    const stats = lstatSync(path, { throwIfNoEntry: false });
    return stats === undefined ? undefined : { touchedMs: stats.mtimeMs, record: undefined };
  }
  try {
    return { touchedMs: fstatSync(fd).mtimeMs, record: parseLockRecord(readText(fd)) };
  } catch (error) {
    throw withPath(error, path);
  } finally {
    closeSync(fd);
  }
}

/** The first bytes of a file, more than any record has. */
function readText(fd: number): string {
  const bytes = new Uint8Array(RECORD_BYTES_MAX);
  let length = 0;
  for (let came = -1; came !== 0 && length < bytes.length; length += came) {
    came = readSync(fd, bytes, length, bytes.length - length, length);
  }
  return new TextDecoder().decode(bytes.subarray(0, length));
}

/** The status of an open file. Errors contain its path. */
export function statOpen(fd: number, path: string): Stats {
  try {
    return fstatSync(fd);
  } catch (error) {
    throw withPath(error, path);
  }
}

/** True also for a symbolic link without a target. */
export function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

export function unlinkIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT') throw error;
  }
}

/** Deletes a file, best effort. */
export function tryUnlink(path: string): void {
  try {
    unlinkSync(path);
  } catch {}
}
