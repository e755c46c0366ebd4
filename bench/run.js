/**
 * Measures ecsdb against its peers: `npm run bench -- [--only ecs/packed] [--node /path/to/node] [--quick]`.
 *
 * Prints a table for each case and writes results/<date>.json. Each contestant of each case runs in a process of its own,
 * because V8's type feedback is per process; contestants take turns, because the speed of a machine drifts.
 */

import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { findCases } from './lib/cases.js';
import { measureInProcess, nodeVersion } from './lib/child.js';
import { prepare } from './lib/prepare.js';
import { caseTable, save } from './lib/report.js';
import { summarise } from './lib/statistics.js';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    node: { type: 'string', default: process.execPath },
    quick: { type: 'boolean', default: false },
  },
});
const rounds = options.quick ? 1 : 5;
const machine = {
  node: nodeVersion(options.node),
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
};

prepare();
console.log(`node ${machine.node}, ${machine.cpu}, ${machine.cores} cores, ${rounds} rounds\n`);
const results = [];
for (const { id, path } of findCases(options.only)) {
  const result = await measureCase(id, path);
  console.log(`${caseTable(result)}\n`);
  results.push(result);
}
console.log(`written to ${save({ date: new Date().toISOString(), ...machine, rounds, results })}`);

async function measureCase(id, path) {
  const { title, contestants } = await import(path);
  const names = Object.keys(contestants);
  const measured = new Map(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      measured.get(name).push(measureInProcess(options.node, { path, contestant: name, quick: options.quick }));
    }
  }
  return { id, title, contestants: summarise(measured) };
}
