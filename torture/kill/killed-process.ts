/** A process that will be killed, and all its reports. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { compiledScript } from '../framework/compiled.js';
import { require } from '../framework/violation.js';
import type { Order, Report } from './protocol.js';

/** Longer than any work between two reports takes on the slowest machine. */
const SILENCE_MS_MAX = 60_000;

const SCRIPT = compiledScript('kill/child.js');

export class KilledProcess {
  /** In the order of arrival. */
  readonly reports: Report[] = [];
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown>;
  #onReport: () => void = () => {};

  constructor(order: Order) {
    this.#process = spawn(process.execPath, [SCRIPT, JSON.stringify(order)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let rest = '';
    this.#process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.reports.push(JSON.parse(line) as Report);
      if (lines.length > 0) this.#onReport();
    });
    // `close` is emitted after all output was read; `exit` may be emitted earlier.
    this.#ended = once(this.#process, 'close');
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Resolves with true when `isMoment` is true for the reports, or with false if the process ends before. */
  async until(isMoment: (reports: readonly Report[]) => boolean): Promise<boolean> {
    const moment = new Promise<true>((resolve) => {
      this.#onReport = () => {
        if (isMoment(this.reports)) resolve(true);
      };
      this.#onReport();
    });
    const silence = new AbortController();
    const outcome = await Promise.race([
      moment,
      this.#ended.then(() => false),
      setTimeout(SILENCE_MS_MAX, 'silence', silence),
    ]);
    silence.abort();
    require(outcome !== 'silence', 'a process makes progress', () => this.reports.slice(-3));
    return outcome === true;
  }

  /** Kills the process and waits for its last report. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#ended;
  }
}
