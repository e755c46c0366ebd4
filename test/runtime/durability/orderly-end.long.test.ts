/**
 * Promise: an acknowledged commit survives every orderly end of a process or a thread, in each mode, even if the
 * database is not closed.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '@ecsdb/runtime';
import { afterAll, expect, test } from '@jest/globals';
import { scriptWithPackages } from '../../built.js';
import { schemaOf } from '../support/schema.js';

const CHILD = scriptWithPackages(new URL('ending-child.mjs', import.meta.url));
const SCHEMA = schemaOf({ tables: { point: { x: 'u32' } } });
const base = mkdtempSync(join(tmpdir(), 'ecsdb-end-'));

afterAll(() => rmSync(base, { recursive: true, force: true }));

let cases = 0;

/** The values in a database after its process, or a worker thread in that process, has ended in the given way. */
async function valuesAfter(
  durability: 'strict' | 'interval' | 'none',
  end: string,
  inThread: boolean,
): Promise<unknown[]> {
  const directory = join(base, String(cases++));
  const orders = JSON.stringify({ directory, durability, end, inThread, descriptor: SCHEMA.descriptor });
  const child = spawn(process.execPath, [CHILD, orders], { stdio: 'ignore' });
  await once(child, 'exit');
  const db = await Database.open(SCHEMA, { directory });
  const values: unknown[] = [];
  db.query(db.component('point')).forEach((row) => void values.push(row.get('x')));
  await db.close();
  return values;
}

const ENDS: readonly [end: string, values: readonly number[]][] = [
  ['nothing', [1, 2, 3, 4]],
  ['exit', [1, 2, 3, 4]],
  ['late exit', [1, 2, 3, 4]],
  ['throw', [1, 2, 3, 4]],
  ['reject', [1, 2, 3, 4]],
  ['commit before exit', [1, 2, 3, 4, 5]],
  ['commit at exit', [1, 2, 3, 4, 5]],
  ['exit while it closes', [1, 2, 3, 4]],
  ['an earlier listener that exits', [1, 2, 3, 4]],
  ['an earlier listener that throws', [1, 2, 3, 4]],
];

test.each(ENDS)('interval: all commits survive this end: %s', async (end, values) => {
  const found = await Promise.all([valuesAfter('interval', end, false), valuesAfter('interval', end, true)]);
  expect(found).toEqual([values, values]);
});

test.each(['strict', 'none'] as const)(
  '%s: all commits survive a natural end, process.exit, and commits in an exit listener',
  async (mode) => {
    expect(await valuesAfter(mode, 'nothing', false)).toEqual([1, 2, 3, 4]);
    expect(await valuesAfter(mode, 'exit', true)).toEqual([1, 2, 3, 4]);
    expect(await valuesAfter(mode, 'commit at exit', false)).toEqual([1, 2, 3, 4, 5]);
  },
);
