/** Runs one scenario and collects its counts; for the command and for jest. */

import { Random } from './random.js';
import type { Runtime } from './runtime.js';
import type { Context, Effort, Scenario } from './scenario.js';

export interface RunOptions {
  readonly runtime: Runtime;
  readonly seed: number;
  readonly effort: Effort;
  /** When a long run should end, by `performance.now`. */
  readonly deadlineMs?: number;
}

export interface Outcome {
  readonly counts: ReadonlyMap<string, number>;
  /** What was tried last. */
  readonly step: string;
  /** What the scenario threw, if it did. */
  readonly failure: { readonly error: unknown } | undefined;
}

export async function runScenario(scenario: Scenario, options: RunOptions): Promise<Outcome> {
  const { runtime, seed, effort, deadlineMs = Number.POSITIVE_INFINITY } = options;
  const counts = new Map<string, number>();
  // Scenarios replace the clock.
  const now = performance.now.bind(performance);
  let step = 'the beginning';
  const context: Context = {
    runtime,
    seed,
    random: new Random(seed),
    effort,
    hasTime: () => effort === 'short' || now() < deadlineMs,
    count: (name, times = 1) => void counts.set(name, (counts.get(name) ?? 0) + times),
    at: (text) => {
      step = text;
    },
  };
  try {
    await scenario.run(context);
    return { counts, step, failure: undefined };
  } catch (error) {
    return { counts, step, failure: { error } };
  }
}
