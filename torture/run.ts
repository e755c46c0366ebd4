/**
 * The command: runs scenarios and prints what each has tried. Ends with status 1 at the first broken promise, and
 * prints how to repeat it.
 *
 *   npm run torture -- --seed 1 --only crash,sync --seconds 60
 */

import { parseArgs } from 'node:util';
import { type Outcome, runScenario } from './framework/run-scenario.js';
import { loadRuntime } from './framework/runtime.js';
import type { Scenario } from './framework/scenario.js';
import { selectScenarios } from './framework/select-scenarios.js';
import { SCENARIOS } from './scenarios/index.js';

/** The default time of a scenario, in seconds. */
const SECONDS = 60;

const values = parseOptions();
const seed = wholeNumber('seed', values.seed);
const secondsOfEach = values.seconds === undefined ? undefined : wholeNumber('seconds', values.seconds);
const runtime = await loadRuntime();
for (const scenario of selected(values.only)) {
  console.log(`${scenario.name}: ${scenario.proves}`);
  const startedMs = performance.now();
  const seconds = secondsOfEach ?? scenario.seconds ?? SECONDS;
  const outcome = await runScenario(scenario, {
    runtime,
    seed,
    effort: 'long',
    deadlineMs: startedMs + seconds * 1000,
  });
  printCounts(outcome, performance.now() - startedMs);
  if (outcome.failure !== undefined) {
    printFailure(scenario, outcome, outcome.failure.error, seconds);
    process.exit(1);
  }
}

function parseOptions(): {
  readonly seed: string;
  readonly only?: string | undefined;
  readonly seconds?: string | undefined;
} {
  try {
    return parseArgs({
      options: {
        /** Decides the random choices. */
        seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
        /** Scenarios and groups, such as `sync`, which is all of sync, separated by commas. The default is all. */
        only: { type: 'string' },
        /** The time of each scenario. */
        seconds: { type: 'string' },
      },
    }).values;
  } catch (error) {
    return usage(
      `${error instanceof Error ? error.message : error}\n` +
        'Options: --seed <number> --only <scenario or group>,... --seconds <number>',
    );
  }
}

function selected(only: string | undefined): readonly Scenario[] {
  if (only === undefined) return SCENARIOS;
  const scenarios = selectScenarios(SCENARIOS, only);
  return typeof scenarios === 'string' ? usage(scenarios) : scenarios;
}

function wholeNumber(option: string, text: string): number {
  return /^\d+$/.test(text) ? Number(text) : usage(`--${option} takes a whole number, got "${text}"`);
}

function usage(message: string): never {
  console.error(message);
  process.exit(2);
}

function printCounts({ counts }: Outcome, durationMs: number): void {
  for (const [name, times] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    console.log(`  ${String(times).padStart(9)}  ${name}`);
  }
  console.log(`  ${(durationMs / 1000).toFixed(1).padStart(9)}  seconds`);
}

function printFailure({ name }: Scenario, { step }: Outcome, error: unknown, seconds: number): void {
  console.error(`\nBroken promise in ${name}, at ${step}:`);
  console.error(error);
  console.error(`\nTo repeat it: npm run torture -- --seed ${seed} --only ${name} --seconds ${seconds}`);
}
