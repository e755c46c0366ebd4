/** A worker thread, as the thread of the simulation sees it. */

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { DatabaseHandle } from '@ecsdb/runtime/threads';
import { FINISH, type Start } from './protocol.js';

export class Assistant<Report> {
  readonly #worker: Worker;
  /** Rejects with the error that the thread has thrown. Without an `await`, this ends the process. */
  readonly #report: Promise<unknown[]>;

  private constructor(worker: Worker) {
    this.#worker = worker;
    this.#report = once(worker, 'message');
  }

  /** Resolves when the thread is attached to the database. */
  static async start<Report>(script: URL, handle: DatabaseHandle): Promise<Assistant<Report>> {
    const workerData: Start = { handle };
    const worker = new Worker(script, { workerData });
    await once(worker, 'message');
    return new Assistant(worker);
  }

  /** Ends the thread. Resolves with its report. */
  async finish(): Promise<Report> {
    this.#worker.postMessage(FINISH);
    const [report] = await this.#report;
    // After `READY`, a report is the only message that a thread sends.
    return report as Report;
  }
}
