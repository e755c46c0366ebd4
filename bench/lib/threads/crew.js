/** Threads that work at the same time: each does the same task, and is told when to begin. */

import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import { times } from '../expect.js';

const SCRIPT = new URL('worker.js', import.meta.url);

/**
 * Starts `count` threads. `task` is the name of a file in tasks/ that exports `prepare(data, port, number)`, which gives or promises
 * `run(order)` and, where there is something to close, `end()`. What `run` gives comes back; `ports` lead to the `port` of each thread.
 */
export async function hireCrew(count, task, data) {
  const channels = times(count, () => new MessageChannel());
  const workers = channels.map(
    ({ port2: port }, number) => new Worker(SCRIPT, { workerData: { task, data, port, number }, transferList: [port] }),
  );
  await Promise.all(workers.map(answerOf));
  return {
    ports: channels.map(({ port1 }) => port1),
    /** What each of the threads gives for the order. */
    async run(order) {
      const answers = workers.map(answerOf);
      for (const worker of workers) worker.postMessage({ order });
      return await Promise.all(answers);
    },
    async end() {
      const ends = workers.map((worker) => once(worker, 'exit'));
      for (const worker of workers) worker.postMessage({ isEnd: true });
      await Promise.all(ends);
    },
  };
}

async function answerOf(worker) {
  const [answer] = await once(worker, 'message');
  return answer;
}
