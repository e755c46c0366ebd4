/** The errors for programs that cannot open directories, such as programs in a browser. */

import { EcsDbError } from '../errors.js';

export async function openStorage(): Promise<never> {
  throw noFileSystem();
}

export function noFileSystem(): EcsDbError {
  return new EcsDbError(
    'IO_ERROR',
    'Database.open needs a file system, and none is available here. Use Database.memory, or run the program in ' +
      'Node. A program that was bundled ' +
      'for browsers, which is the default of esbuild, has no file system in Node either: bundle it with ' +
      '--platform=node or the condition "node". ' +
      'A program that was bundled for no platform needs Node 20.16, 22.3 or later.',
  );
}

/** A page that can use Node's modules, as in Electron, has files but may have no shared memory. */
export function noSharedMemory(): EcsDbError {
  return new EcsDbError(
    'UNSUPPORTED',
    'Database.open needs SharedArrayBuffer, and this page has none: the log is written by a thread of its own. ' +
      'Serve the page cross-origin ' +
      'isolated, or open the database in a process or worker thread of Node.',
    { expected: 'SharedArrayBuffer' },
  );
}
