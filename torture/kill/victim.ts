/** A process that is going to be killed, and everything that it has reported. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { compiledScript } from '../framework/compiled.js';
import { require } from '../framework/violation.js';
import type { Order, Report } from './protocol.js';

/** Longer than anything that a process does between two reports takes on the slowest machine. */
const SILENCE_MS_MAX = 60_000;

const SCRIPT = compiledScript('kill/child.js');

export class Victim {
  /** In the order in which they came. */
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
    // `close` comes when everything was read that was written before the end; `exit` may come before that.
    this.#ended = once(this.#process, 'close');
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Resolves as soon as `isMoment` holds for what was reported, or with false when the process has ended before. */
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
    require(outcome !== 'silence', 'a process gets on with its work', () => this.reports.slice(-3));
    return outcome === true;
  }

  /** Ends it, wherever it is, and waits for the last of its reports. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#ended;
  }
}
