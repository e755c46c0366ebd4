/**
 * Starts threads of the database from text, because a program that is bundled into one file has no other files to start
 * them from.
 */

import { Worker } from '#node-system';
import { THREAD_CODE } from './thread-code.js';

export type ThreadRole = 'log' | 'keeper';

/** The thread finds `data` in `workerData`, beside the role. */
export function startThread(role: ThreadRole, data: object): Worker {
  return new Worker(THREAD_CODE, {
    eval: true,
    workerData: { ...data, role },
    name: `ecsdb ${role}`,
    // This thread does not need the application's loaders and hooks.
    execArgv: [],
  });
}
