/**
 * The full sweep: which probes catch which mutant. It takes long; check.ts runs only the probe that the table names.
 *
 *   npm run torture:mutants -- [part of a name] [--probes erased,flips] [--seeds 1,2]
 */

import { parseArgs } from 'node:util';
import { twoAtATime } from './mutant-process.js';
import { PROBE_NAMES } from './probes.js';
import { MUTANTS, REDUNDANT } from './table.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Names, separated by commas. The default is all. */
    probes: { type: 'string' },
    seeds: { type: 'string', default: '1' },
  },
});

const asked = values.probes?.split(',').map((name) => {
  const probe = PROBE_NAMES.find((one) => one === name);
  if (probe === undefined) throw new Error(`there is no probe "${name}"; give one of ${PROBE_NAMES.join(', ')}`);
  return probe;
});
const seeds = values.seeds.split(',').map(Number);
const [part = ''] = positionals;

await twoAtATime(
  [...MUTANTS, ...REDUNDANT].filter(({ name }) => name.includes(part)),
  async ({ name, edits }, mutants) => {
    const lines: string[] = [];
    for (const probe of asked ?? PROBE_NAMES) {
      const startedMs = performance.now();
      const report = await mutants.run(edits, probe, seeds);
      const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
      if (report.isCaught) lines.push(`  ${probe}: ${seconds} s, at ${report.step}\n    ${report.why.slice(0, 200)}`);
      else lines.push(`  ${probe}: not caught`);
    }
    console.log([name, ...lines].join('\n'));
  },
);
