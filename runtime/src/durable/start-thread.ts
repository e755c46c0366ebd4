/** Starts a thread of the database from text: a program that was bundled into one file has no other files to start it from. */

import { Worker } from '#node-system';
import { THREAD_CODE } from './thread-code.js';

export type ThreadRole = 'log' | 'keeper';

/** `data` is found in `workerData` beside the role. */
export function startThread(role: ThreadRole, data: object): Worker {
  return new Worker(THREAD_CODE, {
    eval: true,
    workerData: { ...data, role },
    name: `ecsdb ${role}`,
    // Loaders and hooks of the application are of no use to this thread.
    execArgv: [],
  });
}
