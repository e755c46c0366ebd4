/** A thread that owns a database, and posts its handle. */

import { parentPort, workerData } from 'node:worker_threads';
import { Database, schemaFromDescriptor } from '@ecsdb/runtime';

const db = Database.memory(schemaFromDescriptor(workerData.descriptor));
parentPort.postMessage(db.share(workerData.options));
parentPort.once('message', () => db.close());
