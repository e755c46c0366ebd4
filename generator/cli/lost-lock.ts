/** Notices that a lock file was deleted: the files that were generated with it know of earlier versions. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './environment.js';

/** Throws a `Failure` if the generated files in `out` have a history. Called when there is no lock file. */
export function requireNoHistory(lockPath: string, out: string): void {
  const path = join(out, 'schema.json');
  if (!hasHistory(path)) return;
  throw new Failure(
    `there is no lock file "${lockPath}", but "${path}" was generated with one, and has earlier versions. Without ` +
      'it, stored data cannot be migrated. Restore it from version control; if no data was stored, delete ' +
      `"${path}" to begin anew`,
  );
}

/** Whether the generated files in `out` have ids from a lock file. */
export function hadLock(out: string): boolean {
  return historyIn(join(out, 'schema.json')) !== undefined;
}

function hasHistory(path: string): boolean {
  return (historyIn(path) ?? []).length > 0;
}

/** The hashes of earlier versions. Anything unreadable has none: it is written again. */
function historyIn(path: string): readonly unknown[] | undefined {
  try {
    const descriptor: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof descriptor !== 'object' || descriptor === null || !('history' in descriptor)) return undefined;
    return Array.isArray(descriptor.history) ? descriptor.history : undefined;
  } catch {
    return undefined;
  }
}
