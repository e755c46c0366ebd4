/** Runs the short form of a torture scenario. */

import { runScenario } from '../../../torture/framework/run-scenario.js';
import { loadRuntime } from '../../../torture/framework/runtime.js';
import type { Scenario } from '../../../torture/framework/scenario.js';

/** Returns what was tried and how often. Throws at the first broken promise, with the seed and step to reproduce it. */
export async function runShort(scenario: Scenario, seed = 1): Promise<ReadonlyMap<string, number>> {
  const { counts, step, failure } = await runScenario(scenario, {
    runtime: await loadRuntime(),
    seed,
    effort: 'short',
  });
  if (failure === undefined) return counts;
  throw new Error(`${scenario.name}, seed ${seed}, at ${step}`, { cause: failure.error });
}

/** The sum of the counts whose names start with `prefix`. */
export function countOf(counts: ReadonlyMap<string, number>, prefix: string): number {
  let sum = 0;
  for (const [name, times] of counts) if (name.startsWith(prefix)) sum += times;
  return sum;
}
