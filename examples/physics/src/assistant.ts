/** A thread beside the simulation, seen from there. */

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { DatabaseHandle } from '@ecsdb/runtime';
import { FINISH, type Start } from './protocol.js';

export class Assistant<Report> {
  readonly #worker: Worker;
  /** Rejects with what the thread has thrown, which ends the process if nobody waits for it yet. */
  readonly #report: Promise<unknown[]>;

  private constructor(worker: Worker) {
    this.#worker = worker;
    this.#report = once(worker, 'message');
  }

  /** Resolves once the thread is attached to the database. */
  static async start<Report>(script: URL, handle: DatabaseHandle): Promise<Assistant<Report>> {
    const workerData: Start = { handle };
    const worker = new Worker(script, { workerData });
    await once(worker, 'message');
    return new Assistant(worker);
  }

  /** Lets the thread come to its end. */
  async finish(): Promise<Report> {
    this.#worker.postMessage(FINISH);
    const [report] = await this.#report;
    // After `READY`, a report is the only message that a thread sends.
    return report as Report;
  }
}
