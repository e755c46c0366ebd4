/** A process in which mutants run, one after the other. */

import { type ChildProcess, fork } from 'node:child_process';
import { compiledScript, RUNTIME_FOLDER } from '../framework/compiled.js';
import type { Edit } from './mutant.js';
import { MutantMaker } from './mutant-maker.js';
import type { ProbeName } from './probes.js';
import type { ChildOrder, ChildReport } from './protocol.js';

const SCRIPT = compiledScript('mutants/child.js');

/** Longer than any probe takes. A mutant that runs longer is ended. */
const TIME_MS_MAX = 300_000;

export class MutantProcess {
  readonly #maker: MutantMaker = new MutantMaker(RUNTIME_FOLDER);
  #child: ChildProcess | undefined;

  /** Runs a probe on a mutant. Rejects if the mutant cannot be made, or if its process ends with an error. */
  async run(edits: readonly Edit[], probe: ProbeName, seeds: readonly number[]): Promise<ChildReport> {
    return await this.#send({ root: this.#maker.make(edits), probe, seeds });
  }

  close(): void {
    this.#child?.kill();
    this.#child = undefined;
    this.#maker.remove();
  }

  #send(order: ChildOrder): Promise<ChildReport> {
    this.#child ??= fork(SCRIPT, { execArgv: [] });
    const child = this.#child;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => child.kill(), TIME_MS_MAX);
      child.once('message', (report) => {
        // A child sends nothing else.
        resolve(report as ChildReport);
        clearTimeout(timer);
        child.removeAllListeners();
      });
      child.once('error', reject);
      child.once('exit', (code, signal) => {
        clearTimeout(timer);
        this.#child = undefined;
        // Nothing keeps the process alive while it waits for a promise that never resolves.
        if (code === 0) resolve({ isCaught: true, step: '', why: 'it waits for what never happens' });
        else if (signal === 'SIGTERM') resolve({ isCaught: true, step: '', why: 'it does not end' });
        else reject(new Error(`the process of a mutant ended with ${code ?? signal}`));
      });
      child.send(order);
    });
  }
}

/** Calls `run` for each item, for two at a time, in two processes. */
export async function twoAtATime<Item>(
  items: readonly Item[],
  run: (item: Item, mutants: MutantProcess) => Promise<void>,
): Promise<void> {
  const remaining = items.values();
  const work = async (): Promise<void> => {
    const mutants = new MutantProcess();
    try {
      for (const item of remaining) await run(item, mutants);
    } finally {
      mutants.close();
    }
  };
  await Promise.all([work(), work()]);
}
