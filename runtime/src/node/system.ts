/** The other modules of Node that the runtime uses. */

import * as zlib from 'node:zlib';

export { createHash, randomBytes } from 'node:crypto';
export { subscribe } from 'node:diagnostics_channel';
export { constants, hostname, uptime } from 'node:os';
export { parentPort, threadId, Worker, workerData } from 'node:worker_threads';

/** Absent in older versions of Node, although its type says otherwise. */
export const crc32: typeof zlib.crc32 | undefined = zlib.crc32;

/** False where these modules are not available. */
export const HAS_NODE: boolean = true;
