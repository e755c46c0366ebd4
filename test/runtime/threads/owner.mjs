/** A thread that owns a database, and posts its handle. */

import { parentPort, workerData } from 'node:worker_threads';
import { Database, schemaFromDescriptor } from '@ecsdb/runtime';
import { share } from '@ecsdb/runtime/threads';

const db = Database.memory(schemaFromDescriptor(workerData.descriptor));
parentPort.postMessage(share(db, workerData.options));
parentPort.once('message', () => db.close());
