/**
 * Checks the scenarios against the table: each mutant is caught by the probe that it names, and no probe fails on the
 * unchanged runtime. Prints the time of each, and ends with status 1 if one is not as expected.
 *
 *   npm run check:mutants
 */

import { twoAtATime } from './mutant-process.js';
import type { ChildReport } from './protocol.js';
import { MUTANTS } from './table.js';

const UNCHANGED = [...new Set(MUTANTS.map(({ caughtBy }) => caughtBy))].map((caughtBy) => ({
  name: 'the unchanged runtime',
  edits: [],
  caughtBy,
}));

let wrong = 0;

await twoAtATime([...UNCHANGED, ...MUTANTS], async ({ name, edits, caughtBy: probe }, mutants) => {
  const startedMs = performance.now();
  const report = await mutants.run(edits, probe, [1]).catch((error: unknown) => ({ error }));
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  const isRight = 'isCaught' in report && report.isCaught === edits.length > 0;
  console.log(`${isRight ? 'ok' : 'NOT OK'}  ${name}: ${probe}, ${outcomeOf(report)}, ${seconds} s`);
  if (!isRight) wrong += 1;
});

console.log(
  `\n${MUTANTS.length} mutants and ${UNCHANGED.length} probes of the unchanged runtime; ${wrong} are not as expected.`,
);
if (wrong > 0) process.exitCode = 1;

function outcomeOf(report: ChildReport | { readonly error: unknown }): string {
  if ('error' in report) return `ended with ${report.error}`;
  return report.isCaught ? `caught at "${report.step}"` : 'not caught';
}
