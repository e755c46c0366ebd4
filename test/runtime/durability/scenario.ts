/** Runs a scenario of the torture in its short form. */

import { runScenario } from '../../../torture/framework/run-scenario.js';
import { loadRuntime } from '../../../torture/framework/runtime.js';
import type { Scenario } from '../../../torture/framework/scenario.js';

/** Answers what was tried, and how often; throws at the first broken promise, with what is needed to see it again. */
export async function runShort(scenario: Scenario, seed = 1): Promise<ReadonlyMap<string, number>> {
  const { counts, step, failure } = await runScenario(scenario, {
    runtime: await loadRuntime(),
    seed,
    effort: 'short',
  });
  if (failure === undefined) return counts;
  throw new Error(`${scenario.name}, seed ${seed}, at ${step}`, { cause: failure.error });
}

/** How often something was tried whose name begins so. */
export function countOf(counts: ReadonlyMap<string, number>, beginning: string): number {
  let sum = 0;
  for (const [name, times] of counts) if (name.startsWith(beginning)) sum += times;
  return sum;
}
