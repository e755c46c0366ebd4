/** The process in which a mutant lives: runs probes on the runtime of a folder until one catches it, and says which. */

import { writeFileSync } from 'node:fs';
import { runScenario } from '../framework/run-scenario.js';
import { loadRuntime } from '../framework/runtime.js';
import { PROBES, type ProbeName } from './probes.js';
import type { ChildOrder, ChildReport } from './protocol.js';

const STANDARD_OUTPUT = 1;

const { root, probes, seeds } = JSON.parse(process.argv[2] ?? '') as ChildOrder;
const runtime = await loadRuntime(root);
let doing: { readonly probe: ProbeName; readonly seed: number } | undefined;
process.on('exit', () => {
  // Nothing is left that could ever go on, and somebody still waits for it.
  if (doing !== undefined) tell({ isCaught: true, ...doing, step: '', why: 'it waits for what never comes', ms: 0 });
});
tell(await judge());
process.exit();

function tell(report: ChildReport): void {
  doing = undefined;
  writeFileSync(STANDARD_OUTPUT, JSON.stringify(report));
  process.exitCode = 0;
}

async function judge(): Promise<ChildReport> {
  for (const probe of probes) {
    for (const seed of seeds) {
      doing = { probe, seed };
      const startedMs = performance.now();
      const { failure, step } = await runScenario(PROBES[probe], { runtime, seed, effort: 'short' });
      const ms = performance.now() - startedMs;
      if (failure !== undefined) return { isCaught: true, probe, seed, step, why: textOf(failure.error), ms };
    }
  }
  return { isCaught: false };
}

function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
