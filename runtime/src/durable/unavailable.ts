/** What a browser gets for the durable part: an explanation. */

import { EcsDbError } from '../errors.js';

export async function openStorage(): Promise<never> {
  throw new EcsDbError(
    'IO_ERROR',
    'Database.open needs a file system, which is not to be had here. Use Database.memory, or run in Node.',
  );
}
