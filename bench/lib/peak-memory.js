/** Loaded with `--import`: at its end, writes the peak resident memory of the process, in KiB, to file descriptor 3. */

import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

// Threads load this file, too.
if (isMainThread) process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)));
