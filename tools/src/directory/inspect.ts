/** The faults of a directory, without those that only a process that writes to it causes. */

import {
  Directory,
  type DirectoryFault,
  type DirectoryFindings,
  inspectDirectory,
  storageError,
  systemCodeOf,
  VERDICT,
} from '@ecsdb/runtime/storage';
import { withProgress } from '../terminal/index.js';
import { dataBytes } from './data-files.js';
import { retryTransient } from './retry.js';
import { SourceFileSystem } from './source-file-system.js';

/** If a process has the directory open, a fault counts only if a second inspection finds it again. */
export function inspect(directory: string, isOpen: boolean): DirectoryFindings {
  const first = inspectOnce(directory);
  if (!isOpen || first.faults.length === 0) return first;
  const known = new Set(first.faults.map(identityOf));
  const second = inspectOnce(directory);
  return { ...second, faults: second.faults.filter((fault) => known.has(identityOf(fault))) };
}

/** True for an end of the log as a crash leaves it. */
export function isTornEnd({ case: label }: DirectoryFault): boolean {
  return label in VERDICT && VERDICT[label as keyof typeof VERDICT] === 'torn';
}

function inspectOnce(directory: string): DirectoryFindings {
  return retryTransient(() =>
    withProgress('checking', dataBytes(directory), (progress) => {
      try {
        return inspectDirectory(new Directory(new SourceFileSystem(progress), directory));
      } catch (error) {
        throw systemCodeOf(error) === undefined ? error : storageError(error, 'checking the database', directory);
      }
    }),
  );
}

function identityOf({ case: label, file, offset, reason }: DirectoryFault): string {
  return JSON.stringify([label, file, offset, reason]);
}
