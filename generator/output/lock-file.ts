/** The lock file beside a schema file. */

import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { readRegularFile } from '../read-file.js';
import { systemCode } from './system-error.js';
import { abandonedIn, removeAbandoned } from './temporary.js';
import { writeWhole } from './write-file.js';

/** `schema.toml` has `schema.lock.json`. */
export function lockPathOf(schemaPath: string): string {
  return `${schemaPath.replace(/\.toml$/, '')}.lock.json`;
}

/** The text of the file; undefined if it does not exist. Throws other errors of the system. */
export function readLockFile(path: string): string | undefined {
  try {
    return new TextDecoder().decode(readRegularFile(path));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Also deletes what killed runs have left. Throws errors of the system. */
export function writeLockFile(path: string, text: string): void {
  const directory = dirname(path);
  const name = basename(path);
  removeAbandoned(
    directory,
    abandonedIn(directory, readdirSync(directory), (final) => final === name),
  );
  writeWhole(path, text);
}
