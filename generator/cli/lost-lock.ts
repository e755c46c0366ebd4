/** Notices that a lock file was deleted: the files that were generated with it know that there were earlier versions. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './environment.js';

/** Throws a `Failure` if the generated files in `out` have a history. Called when there is no lock file. */
export function requireNoHistory(lockPath: string, out: string): void {
  const path = join(out, 'schema.json');
  if (!hasHistory(path)) return;
  throw new Failure(
    `there is no lock file "${lockPath}", but "${path}" was generated with one, and has earlier versions. Without it, ` +
      'stored data cannot be migrated. Restore it from version control; if no data was stored, delete ' +
      `"${path}" to begin anew`,
  );
}

/** Anything unreadable has none: it is written again. */
function hasHistory(path: string): boolean {
  try {
    const descriptor: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof descriptor !== 'object' || descriptor === null || !('history' in descriptor)) return false;
    return Array.isArray(descriptor.history) && descriptor.history.length > 0;
  } catch {
    return false;
  }
}
