/** The life of a worker thread: attach, work until the message `FINISH`, report. */

import { setImmediate, setTimeout } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { type AttachedDatabase, attach } from '@ecsdb/runtime/threads';
import { physics } from './generated/index.js';
import { READY, type Start } from './protocol.js';
import { REST_MS } from './rules.js';

/**
 * Calls `look` in a loop, at least once, then sends the result of `report`. `look` returns whether there was anything
 * to do; if not, the thread pauses for `REST_MS`.
 */
export async function workBesideSimulation(
  look: (db: AttachedDatabase) => boolean | Promise<boolean>,
  report: (elapsedMs: number) => unknown,
): Promise<void> {
  // `Assistant.start` passes exactly this.
  const { handle } = workerData as Start;
  const db = attach(physics, handle);
  let isFinished = false;
  parentPort?.once('message', () => {
    isFinished = true;
  });
  parentPort?.postMessage(READY);
  const start = performance.now();
  do {
    const wasBusy = await look(db);
    // Messages are received between calls of `look`.
    await (wasBusy ? setImmediate() : setTimeout(REST_MS));
  } while (!isFinished);
  const elapsedMs = performance.now() - start;
  await db.close();
  parentPort?.postMessage(report(elapsedMs));
}
