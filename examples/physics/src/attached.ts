/** What both threads beside the simulation do: attach, work until they are told to finish, and report. */

import { setImmediate, setTimeout } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { type AttachedDatabase, Database } from '@ecsdb/runtime';
import { physics } from './generated/index.js';
import { READY, type Start } from './protocol.js';
import { REST_MS } from './rules.js';

/**
 * Calls `look` again and again, at least once, then sends what `report` makes. `look` answers whether there was anything to do; if not, the
 * thread rests a little.
 */
export async function workBesideSimulation(
  look: (db: AttachedDatabase) => boolean | Promise<boolean>,
  report: (elapsedMs: number) => unknown,
): Promise<void> {
  // The thread that has started this one gave it just that.
  const { handle } = workerData as Start;
  const db = Database.attach(physics, handle);
  let isFinished = false;
  parentPort?.once('message', () => {
    isFinished = true;
  });
  parentPort?.postMessage(READY);
  const start = performance.now();
  do {
    const wasBusy = await look(db);
    // Messages are heard between looks.
    await (wasBusy ? setImmediate() : setTimeout(REST_MS));
  } while (!isFinished);
  const elapsedMs = performance.now() - start;
  await db.close();
  parentPort?.postMessage(report(elapsedMs));
}
