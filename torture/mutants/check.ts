/**
 * Holds the scenarios to what the table says: each mutant is caught by the probe that it names, and no probe objects to the whole runtime.
 * Prints what took how long, and ends with status 1 when something is otherwise.
 *
 *   npm run check:mutants
 */

import { twoAtATime } from './nursery.js';
import type { ChildReport } from './protocol.js';
import { MUTANTS } from './table.js';

const WHOLE = [...new Set(MUTANTS.map(({ caughtBy }) => caughtBy))].map((caughtBy) => ({
  name: 'the whole runtime',
  edits: [],
  caughtBy,
}));

let wrong = 0;

await twoAtATime([...WHOLE, ...MUTANTS], async ({ name, edits, caughtBy: probe }, nursery) => {
  const startedMs = performance.now();
  const report = await nursery.try(edits, probe, [1]).catch((error: unknown) => ({ error }));
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  const isRight = 'isCaught' in report && report.isCaught === edits.length > 0;
  console.log(`${isRight ? 'ok' : 'NOT OK'}  ${name}: ${probe}, ${outcomeOf(report)}, ${seconds} s`);
  if (!isRight) wrong += 1;
});

console.log(
  `\n${MUTANTS.length} mutants and ${WHOLE.length} probes of the whole runtime, of which ${wrong} are not ok.`,
);
if (wrong > 0) process.exitCode = 1;

function outcomeOf(report: ChildReport | { readonly error: unknown }): string {
  if ('error' in report) return `ended with ${report.error}`;
  return report.isCaught ? `caught at "${report.step}"` : 'not caught';
}
