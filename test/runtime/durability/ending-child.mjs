/**
 * A process that commits and then ends as it was ordered, in its main thread or in a worker thread. It never closes its
 * database.
 */

import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { Database, schemaFromDescriptor } from '@ecsdb/runtime';

const orders = isMainThread ? JSON.parse(process.argv[2]) : workerData;
const { directory, durability, descriptor, end } = orders;

if (isMainThread && orders.inThread) {
  const worker = new Worker(new URL(import.meta.url), { workerData: orders });
  // The thread throws on purpose.
  worker.on('error', () => {});
} else {
  await commitAndEnd();
}

async function commitAndEnd() {
  // After either listener, Node calls no other exit listener.
  if (end === 'an earlier listener that exits') process.on('exit', () => process.exit(0));
  if (end === 'an earlier listener that throws') {
    process.on('exit', () => {
      throw new Error('thrown on purpose');
    });
  }
  // The interval is so long that the timer syncs nothing.
  const db = await Database.open(schemaFromDescriptor(descriptor), { directory, durability, intervalMs: 60_000 });
  const point = db.component('point');
  const commit = (x) => (tx) => void tx.insert(tx.create(), point, { x });
  await db.write(commit(1));
  await Promise.all([db.write(commit(2)), db.write(commit(3))]);
  db.writeSync(commit(4));
  const ENDS = {
    nothing: () => {},
    exit: () => process.exit(0),
    'late exit': () => setTimeout(() => process.exit(0), 20),
    throw: () => {
      setImmediate(() => {
        throw new Error('thrown on purpose');
      });
    },
    reject: () => void Promise.reject(new Error('rejected on purpose')),
    'commit before exit': () => {
      let isFirst = true;
      process.on('beforeExit', async () => {
        if (isFirst) await db.write(commit(5));
        isFirst = false;
      });
    },
    'commit at exit': () => process.on('exit', () => db.writeSync(commit(5))),
    'exit while it closes': () => {
      void db.close();
      process.exit(0);
    },
  };
  (ENDS[end] ?? ENDS.nothing)();
}
