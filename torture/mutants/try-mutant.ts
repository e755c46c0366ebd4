/** Runs probes on a mutant, in a process of its own. */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { makeCopy } from './maker.js';
import type { Edit } from './mutant.js';
import type { ProbeName } from './probes.js';
import type { ChildOrder, ChildReport } from './protocol.js';

/** Longer than any probe takes, in milliseconds. A mutant that hangs is ended then. */
const TIME_MS_MAX = 300_000;

/** Processes run what is compiled, whoever starts them. */
const SCRIPT = fileURLToPath(new URL('child.js', import.meta.url)).replace(
  /([/\\]torture[/\\])mutants(?=[/\\])/,
  '$1dist/mutants',
);
const RUNTIME = SCRIPT.replace(/torture[/\\]dist[/\\]mutants[/\\]child\.js$/, 'runtime');

/** Rejects when the mutant cannot be made or its process ends in another way than by saying what it has found. */
export async function tryMutant(
  edits: readonly Edit[],
  probes: readonly ProbeName[],
  seeds: readonly number[],
): Promise<ChildReport> {
  const copy = makeCopy(RUNTIME, edits);
  try {
    const order: ChildOrder = { root: copy.root, probes, seeds };
    const options = { timeout: TIME_MS_MAX, maxBuffer: 2 ** 26 };
    const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, JSON.stringify(order)], options);
    return JSON.parse(stdout) as ChildReport;
  } finally {
    copy.remove();
  }
}

/** Calls `run` for each item, for two at a time. */
export async function twoAtATime<Item>(items: readonly Item[], run: (item: Item) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const work = async (): Promise<void> => {
    for (const item of waiting) await run(item);
  };
  await Promise.all([work(), work()]);
}
