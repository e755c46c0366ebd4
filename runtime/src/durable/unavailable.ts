/** What a browser gets for the durable part: an explanation. */

import { EcsDbError } from '../errors.js';

export async function openStorage(): Promise<never> {
  throw noFileSystem();
}

export function noFileSystem(): EcsDbError {
  return new EcsDbError(
    'IO_ERROR',
    'Database.open needs a file system, and none is available here. Use Database.memory, or run the program in Node. A program that was bundled ' +
      'without the condition "node" needs Node 20.16, 22.3 or later.',
  );
}
