/**
 * Measures ecsdb against its peers: `npm run bench -- [--only ecs/packed] [--node /path/to/node] [--quick]`.
 *
 * Prints a table for each case and writes results/<date>.json. Each contestant of each case runs in a process of its
 * own, because V8's type feedback is per process. Contestants take turns, because the speed of a machine drifts.
 *
 * With `--one-process`, all cases of a contestant run in one process, as the systems of a program do. With `--check`,
 * results are checked and nothing is measured.
 */

import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { findCases } from './lib/cases.js';
import { measureInProcess, nodeVersion } from './lib/child.js';
import { describeDisk } from './lib/durability/directory.js';
import { checkPrograms, measurePrograms } from './lib/one-process.js';
import { prepare } from './lib/prepare.js';
import { meanLines, programTable } from './lib/program-table.js';
import { caseTable, save } from './lib/report.js';
import { summarise } from './lib/statistics.js';
import { judge } from './lib/wanted.js';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    node: { type: 'string', default: process.execPath },
    quick: { type: 'boolean', default: false },
    'one-process': { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
  },
});

const machine = {
  node: nodeVersion(options.node),
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  /** The load of the machine in the minute before, in cores. */
  load: loadavg()[0],
};

prepare();
const cases = findCases(options.only);
if (options.check) await checkPrograms(options.node, cases);
else await measureAll();

async function measureAll() {
  const rounds = options.quick ? 1 : 5;
  console.log(
    `node ${machine.node}, ${machine.cpu}, ${machine.cores} cores, ${rounds} rounds, ` +
      `load ${machine.load.toFixed(1)} before`,
  );
  if (cases.some(({ id }) => id.startsWith('durability/'))) console.log(describeDisk());
  console.log();
  const results = await (options['one-process'] ? measureTogether(rounds) : measureApart(rounds));
  const report = { date: new Date().toISOString(), ...machine, rounds, oneProcess: options['one-process'], results };
  console.log(`written to ${save(report)}`);
}

async function measureTogether(rounds) {
  const measured = await measurePrograms(options.node, cases, rounds);
  console.log(`${programTable(measured)}\n`);
  return measured.results;
}

async function measureApart(rounds) {
  const results = [];
  for (const { id, path } of cases) {
    const result = await measureCase(id, path, rounds);
    console.log(`${caseTable(result)}\n`);
    results.push(result);
  }
  const worlds = results.filter(({ id }) => id.startsWith('worlds/'));
  if (worlds.length > 1) console.log(`${['worlds', ...meanLines(worlds)].join('\n')}\n`);
  return results;
}

async function measureCase(id, path, rounds) {
  const { title, contestants, wanted = [] } = await import(path);
  const measured = new Map(Object.keys(contestants).map((name) => [name, []]));
  const leftOut = [];
  for (let round = 0; round < rounds; round++) {
    for (const [name, results] of measured) {
      const result = measureInProcess(options.node, { path, contestant: name, quick: options.quick });
      if (result.unavailable === undefined) {
        results.push(result);
      } else {
        leftOut.push({ name, why: result.unavailable });
        measured.delete(name);
      }
    }
  }
  return { id, title, contestants: summarise(measured), wanted: judge(wanted, measured), leftOut };
}
