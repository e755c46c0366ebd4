/**
 * The process in which mutants run, one after the other: runs a probe on the runtime of a folder, and reports whether
 * it failed.
 */

import { runScenario } from '../framework/run-scenario.js';
import { loadRuntime } from '../framework/runtime.js';
import { PROBES } from './probes.js';
import type { ChildOrder, ChildReport } from './protocol.js';

process.on('message', async (order) => {
  // A mutant that waits for what never happens then ends the process.
  process.channel?.unref();
  // The parent sends nothing else.
  const report = await judge(order as ChildOrder);
  process.channel?.ref();
  process.send?.(report);
});

async function judge({ root, probe, seeds }: ChildOrder): Promise<ChildReport> {
  const runtime = await loadRuntime(root);
  for (const seed of seeds) {
    const { failure, step } = await runScenario(PROBES[probe], { runtime, seed, effort: 'short' });
    if (failure !== undefined) return { isCaught: true, step, why: textOf(failure.error) };
  }
  return { isCaught: false };
}

function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
