/** Reads a schema file, or standard input for `-`. */

import { basename } from 'node:path';
import type { LockSource } from '../lock/index.js';
import { lockPathOf, readLockFile, systemCode } from '../output/index.js';
import { FILE_BYTES_MAX, FileRefused, readRegularFile } from '../read-file.js';
import { Failure, printError } from './environment.js';

export interface SchemaSource {
  readonly text: string;
  /** As diagnostics show it. */
  readonly fileName: string;
  /** For the generated files. */
  readonly schemaName: string;
}

export async function readSchema(path: string): Promise<SchemaSource> {
  if (path === '-') {
    if (process.stdin.isTTY) printError('ecsdb-gen: reading the schema from standard input; end it with Ctrl-D');
    return { text: decode(await readAll(process.stdin), path), fileName: '<stdin>', schemaName: 'standard input' };
  }
  let bytes: Uint8Array;
  try {
    bytes = readRegularFile(path);
  } catch (error) {
    const advice = systemCode(error) === 'EFTYPE' ? '; for a pipe, give - and standard input' : '';
    throw new Failure(`cannot read the schema "${path}": ${reasonOf(error)}${advice}`);
  }
  return { text: decode(bytes, path), fileName: path, schemaName: basename(path) };
}

/** The lock file beside a schema file; undefined for standard input, which has none. */
export function readLock(schemaPath: string, use: LockSource['use']): LockSource | undefined {
  if (schemaPath === '-') return undefined;
  const path = lockPathOf(schemaPath);
  try {
    return { name: basename(path), text: readLockFile(path), use };
  } catch (error) {
    throw new Failure(`cannot read the lock file "${path}": ${reasonOf(error)}`);
  }
}

/** TOML is UTF-8. Other bytes would become replacement characters in names and defaults. */
function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Failure(`the schema "${path}" is not UTF-8; save it in that encoding`);
  }
}

async function readAll(stream: AsyncIterable<unknown>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) continue;
    chunks.push(chunk);
    length += chunk.length;
    if (length > FILE_BYTES_MAX) {
      throw new Failure(`the schema on standard input has more than ${FILE_BYTES_MAX} bytes, which is the limit`);
    }
  }
  return Buffer.concat(chunks);
}

/** The reason of a failed system call, as words for known codes. */
export function reasonOf(error: unknown): string {
  if (error instanceof FileRefused) return error.reason;
  switch (systemCode(error)) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EISDIR':
      return 'it is a directory';
    case 'ENOTDIR':
      return 'a part of the path is not a directory';
    case 'EEXIST':
      return 'something else has the name of the directory, such as a symbolic link that leads nowhere or in a circle';
    case 'ELOOP':
      return 'symbolic links lead in a circle (ELOOP)';
    case 'ENAMETOOLONG':
      return 'a name in the path is too long';
    case 'EMFILE':
    case 'ENFILE':
      return 'too many files are open';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EROFS':
      return 'the file system is read-only';
    case 'ENOSPC':
      return 'the disk is full';
    case 'EDQUOT':
      return 'the quota of the disk is used up';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
