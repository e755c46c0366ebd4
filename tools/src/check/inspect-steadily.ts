/** The faults of a directory, those left out that come from its being written to at the same time. */

import {
  Directory,
  type DirectoryFault,
  type DirectoryFindings,
  inspectDirectory,
  storageError,
  systemCodeOf,
} from '@ecsdb/runtime/storage';
import { dataBytes, lookSteadily, SourceFileSystem } from '../directory/index.js';
import { withProgress } from '../terminal/index.js';

/** Where somebody has the directory open, a fault counts only when it is still there at a second look. */
export function inspectSteadily(directory: string, isOpen: boolean): DirectoryFindings {
  const first = inspect(directory);
  if (!isOpen || first.faults.length === 0) return first;
  const seen = new Set(first.faults.map(identityOf));
  const second = inspect(directory);
  return { ...second, faults: second.faults.filter((fault) => seen.has(identityOf(fault))) };
}

function inspect(directory: string): DirectoryFindings {
  return lookSteadily(() =>
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
