/** An attached thread, as the owner sees it. */

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { compiledScript } from '../framework/compiled.js';
import { Violation } from '../framework/violation.js';
import type { Order, Report } from './protocol.js';

const SCRIPT = compiledScript('threads/thread.js');

export class Attached {
  rows = 0;
  pinnedVersions = 0;
  acknowledged = 0;
  commits = 0;
  resets = 0;
  violation: string | undefined;
  readonly #worker: Worker;
  readonly #ended: Promise<unknown>;

  constructor(order: Order) {
    this.#worker = new Worker(SCRIPT, { workerData: order, execArgv: [] });
    this.#ended = once(this.#worker, 'exit');
    this.#worker.on('error', (error) => {
      this.violation = error.message;
    });
    this.#worker.on('message', (report: Report) => {
      if (report.kind === 'violation') this.violation = report.what;
      if (report.kind !== 'progress') return;
      this.rows += report.rows;
      this.pinnedVersions += report.pinnedVersions;
      this.acknowledged += report.acknowledged;
      this.commits += report.commits;
      this.resets += report.resets;
    });
  }

  /** Throws if the thread has reported a broken promise. */
  check(): void {
    if (this.violation !== undefined) throw new Violation(`a thread reports: ${this.violation}`);
  }

  /** Asks the thread to end, and waits. */
  async end(): Promise<void> {
    this.#worker.postMessage('end');
    await this.#ended;
    this.check();
  }

  /** Kills the thread, whatever it does. */
  async kill(): Promise<void> {
    await this.#worker.terminate();
  }
}
