/** The entry of the log's and the keeper's threads. The build turns it and its imports into text. */

import { workerData } from '#node-system';
import type { ThreadRole } from './start-thread.js';

// Started by start-thread.ts alone, which passes this.
const { role } = workerData as { readonly role: ThreadRole };

// An import that fails ends the thread with an error, as any rejection that is not handled does.
if (role === 'log') void import('./log-worker.js');
else void import('./keeper-worker.js');
