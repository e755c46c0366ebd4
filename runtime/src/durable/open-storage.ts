/** Begins an opening. The log's thread is started first; the code of the opening is loaded meanwhile. */

import { HAS_NODE } from '#node-system';
import type { Schema } from '../component/index.js';
import { HAS_SHARED_MEMORY } from '../memory/index.js';
import { EarlyThread } from './early-thread.js';
import type { Opened } from './open.js';
import type { OpenOptions } from './options.js';

/** `given` and `cwd`, the current directory, are those at the call of `Database.open`. */
export async function openStorage(schema: Schema, given: OpenOptions, cwd: string | undefined): Promise<Opened> {
  const thread = needsThread(given) ? new EarlyThread('log') : undefined;
  try {
    const { openDirectory } = await import('./open.js');
    return await openDirectory(schema, given, cwd, thread);
  } catch (error) {
    await thread?.abandon();
    throw error;
  }
}

/** A file system that is given lives on the owner's thread. Options that are wrong are reported later. */
function needsThread(given: OpenOptions): boolean {
  return HAS_NODE && HAS_SHARED_MEMORY && given?.fileSystem === undefined;
}
