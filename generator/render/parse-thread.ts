/** The thread that parses a part of the generated files, and replies with the first syntax error. */

import { parentPort, workerData } from 'node:worker_threads';
import { firstFault } from './parse.js';

// Only check-syntax.ts starts this thread, and it passes exactly this.
const files = workerData as readonly (readonly [name: string, text: string])[];

parentPort?.postMessage(await firstFault(files));
