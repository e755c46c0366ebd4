/** Any number of tables and databases works, or is refused with a code; the process continues. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { scriptWithPackages } from '../../built.js';

const child = scriptWithPackages(new URL('many-child.mjs', import.meta.url));
const run = promisify(execFile);

/** Sum of the numbers of all tables, one row each. */
const sumTo = (tables: number): number => (tables * (tables - 1)) / 2;

async function find(scenario: string): Promise<unknown> {
  const { stdout } = await run(process.execPath, ['--expose-gc', child, scenario]);
  return JSON.parse(stdout);
}

test.each([
  ['the most tables that a schema can have', { sum: (8192 * (6 + 65_534)) / 2, tables: 65_535, named: 65_534 }],
  ['many databases', { sums: [sumTo(20), sumTo(20), sumTo(1000), sumTo(1000)] }],
  ['one entity in ever more tables', { tables: 20_000, sum: sumTo(20_000), left: 0 }],
  [
    'more tables than can be shared',
    {
      code: 'CAPACITY_EXCEEDED',
      codeOfThird: 'CAPACITY_EXCEEDED',
      codeOfNext: 'CAPACITY_EXCEEDED',
      seen: 2,
      sum: 2 * sumTo(3000),
    },
  ],
  ['large tables when no growable buffers are left', { sum: 1_800_000, code: 'CAPACITY_EXCEEDED', shared: 2 }],
  ['databases shared and closed, one after the other, and kept', { kept: 44, code: 'CHANNEL_CLOSED' }],
  ['databases that were shared, attached to and closed', { areMostCollected: true }],
  ['databases that were shared, queried and closed, and are kept', { made: 10 * 14, left: 0, kept: 10 * 9 }],
  [
    'a declared query over a database that is not used any more',
    { loop: 'a loop', again: 'a loop', isCollected: true },
  ],
  ['threads with databases of their own', { exits: [0, 0, 0] }],
])(
  '%s',
  async (scenario, expected) => {
    expect(await find(scenario)).toEqual(expected);
  },
  240_000,
);

test('little address space is divided evenly', async () => {
  // The limit of the shell is like that of a container or a phone.
  const command = 'ulimit -v 6000000 && exec "$0" "$1" "$2"';
  const { stdout } = await run('sh', ['-c', command, process.execPath, child, 'little address space']);
  expect(JSON.parse(stdout)).toEqual({ sum: 4_000_000, atLeast: true, areAlike: true });
});
