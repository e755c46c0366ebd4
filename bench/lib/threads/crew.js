/** Threads that do the same task at the same time. A message tells them when to begin. */

import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import { times } from '../expect.js';

const SCRIPT = new URL('worker.js', import.meta.url);

/**
 * Starts `count` threads. `task` is the name of a file in tasks/ that exports `prepare(data, port, number)`. It returns
 * or promises `run(order)` and, if something must be closed, `end()`. The result of `run` is sent back. `ports` are
 * connected to the `port` of each thread.
 */
export async function hireCrew(count, task, data) {
  const channels = times(count, () => new MessageChannel());
  const workers = channels.map(
    ({ port2: port }, number) => new Worker(SCRIPT, { workerData: { task, data, port, number }, transferList: [port] }),
  );
  await Promise.all(workers.map(replyOf));
  return {
    ports: channels.map(({ port1 }) => port1),
    /** Returns the result of each thread for the order. */
    async run(order) {
      const replies = workers.map(replyOf);
      for (const worker of workers) worker.postMessage({ order });
      return await Promise.all(replies);
    },
    async end() {
      const ends = workers.map((worker) => once(worker, 'exit'));
      for (const worker of workers) worker.postMessage({ isEnd: true });
      await Promise.all(ends);
    },
  };
}

async function replyOf(worker) {
  const [reply] = await once(worker, 'message');
  return reply;
}
