/** A thread that only listens. Sets word 0 once it does; word 1 is the version that it has heard of last. */

import { workerData } from 'node:worker_threads';
import { schemaFromDescriptor } from '@ecsdb/runtime';
import { attach } from '@ecsdb/runtime/threads';

const words = new Int32Array(workerData.words);
const db = attach(schemaFromDescriptor(workerData.descriptor), workerData.handle);
db.onCommit(({ version }) => {
  words[1] = version;
});
Atomics.store(words, 0, 1);
