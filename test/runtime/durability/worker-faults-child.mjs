/** Opens a database in a process whose worker threads fail in one of the ways that Node documents. */

import { EventEmitter } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';
import threads from 'node:worker_threads';

const [, , directory, thread, fault] = process.argv;
const { Worker } = threads;

function failure(code, message) {
  return Object.assign(new Error(message), { code });
}

/** Replaces a worker thread that cannot start or dies. */
class DeadWorker extends EventEmitter {
  constructor() {
    super();
    if (fault === 'throws') throw failure('ERR_WORKER_INIT_FAILED', 'Worker initialization failure: EAGAIN');
    setImmediate(() => {
      if (fault === 'is broken') this.emit('error', new Error('a preloaded module throws'));
      if (fault === 'dies') {
        this.emit('error', failure('ERR_WORKER_OUT_OF_MEMORY', 'Worker terminated due to reaching memory limit'));
      }
      this.emit('exit', 1);
    });
  }
  postMessage() {}
  ref() {}
  unref() {}
  async terminate() {}
}

threads.Worker = class {
  constructor(source, options) {
    // biome-ignore lint/correctness/noConstructorReturn: replaces the original class.
    return options.name === `ecsdb ${thread}` ? new DeadWorker() : new Worker(source, options);
  }
};
syncBuiltinESMExports();

const { Database, schemaFromDescriptor } = await import('@ecsdb/runtime');
const schema = schemaFromDescriptor({
  name: 'empty',
  version: '1',
  hash: '0'.repeat(32),
  enums: [],
  customTypes: [],
  tables: [],
  queries: [],
});

const factsOf = ({ code, systemCode }) => ({ code, systemCode });
const outcome = {};
try {
  const db = await Database.open(schema, { directory });
  await db.write((tx) => void tx.create());
  await db.checkpoint().catch((error) => {
    outcome.checkpoint = factsOf(error);
  });
  await db.close();
} catch (error) {
  outcome.open = factsOf(error);
}
threads.Worker = Worker;
syncBuiltinESMExports();
const again = await Database.open(schema, { directory });
await again.close();
process.stdout.write(JSON.stringify({ ...outcome, again: 'opened' }));
