/** Where mutants are made and tried, one after the other, in a process of their own. */

import { type ChildProcess, fork } from 'node:child_process';
import { compiledScript, RUNTIME_FOLDER } from '../framework/compiled.js';
import { MutantMaker } from './maker.js';
import type { Edit } from './mutant.js';
import type { ProbeName } from './probes.js';
import type { ChildOrder, ChildReport } from './protocol.js';

/** Longer than any probe takes, in milliseconds. A mutant that hangs is ended then. */
const TIME_MS_MAX = 300_000;

const SCRIPT = compiledScript('mutants/child.js');

export class Nursery {
  readonly #maker: MutantMaker = new MutantMaker(RUNTIME_FOLDER);
  #child: ChildProcess | undefined;

  /** Runs a probe on a mutant. Rejects when it cannot be made, or when its process ends with an error. */
  async try(edits: readonly Edit[], probe: ProbeName, seeds: readonly number[]): Promise<ChildReport> {
    return await this.#ask({ root: this.#maker.make(edits), probe, seeds });
  }

  close(): void {
    this.#child?.kill();
    this.#child = undefined;
    this.#maker.remove();
  }

  #ask(order: ChildOrder): Promise<ChildReport> {
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
        if (code === 0) resolve({ isCaught: true, step: '', why: 'it waits for what never comes' });
        else if (signal === 'SIGTERM') resolve({ isCaught: true, step: '', why: 'it never ends' });
        else reject(new Error(`the process of a mutant ended with ${code ?? signal}`));
      });
      child.send(order);
    });
  }
}

/** Calls `run` for each item, for two at a time, in two nurseries. */
export async function twoAtATime<Item>(
  items: readonly Item[],
  run: (item: Item, nursery: Nursery) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  const work = async (): Promise<void> => {
    const nursery = new Nursery();
    try {
      for (const item of waiting) await run(item, nursery);
    } finally {
      nursery.close();
    }
  };
  await Promise.all([work(), work()]);
}
