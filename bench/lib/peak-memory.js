/** Loaded with `--import`: writes the process's peak resident memory, in KiB, to file descriptor 3 when it ends. */

import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

// Threads load it as well.
if (isMainThread) process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)));
