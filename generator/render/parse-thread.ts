/** The thread that parses its share of many generated files; what it was given comes back as the first fault. */

import { parentPort, workerData } from 'node:worker_threads';
import { firstFault } from './parse.js';

// Started by check-syntax.ts alone, which passes exactly this.
const files = workerData as readonly (readonly [name: string, text: string])[];

parentPort?.postMessage(await firstFault(files));
