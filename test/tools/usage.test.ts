/** The command line of `ecsdb`: the description of a database, and the errors for wrong usage. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from '@ecsdb/runtime';
import { beforeAll, expect, test } from '@jest/globals';
import { ecsdb, json } from './command.js';
import { makeShop, SCHEMA, temporaryDirectory } from './support.js';

const base = temporaryDirectory();
const shop = join(base, 'shop');
const empty = join(base, 'nothing', 'empty');

beforeAll(async () => {
  await makeShop(shop, 50);
  mkdirSync(empty, { recursive: true });
});

test('info describes a database, for people and for programs', () => {
  const { status, stdout } = ecsdb('info', shop);
  expect(status).toBe(0);
  for (const expected of [
    /database +shop, schema version 1\.0\.0/,
    /version +100\n/,
    /state +closed\n/,
    /log +\d segments, .*, versions 1 to 100/,
    /snap-0000000000000050\.snap/,
    /item +100 rows/,
    /sold +0 rows/,
  ]) {
    expect(stdout).toMatch(expected);
  }
  expect(stdout).not.toContain('\u001b');
  expect(json(ecsdb('info', shop, '--json'))).toMatchObject({
    schema: { name: 'shop' },
    version: 100,
    openedBy: null,
    wasClosed: true,
    entities: 100,
    tables: [
      { name: 'item', rows: 100 },
      { name: 'sold', rows: 0 },
    ],
    snapshots: [{ windowEnd: 50 }],
  });
});

test('info names the process that has a database open', async () => {
  const directory = join(base, 'open');
  const db = await Database.open(SCHEMA, { directory });
  expect(json(ecsdb('info', directory, '--json'))).toMatchObject({
    version: 0,
    openedBy: { pid: process.pid, isCertain: true },
  });
  await db.close();
});

test.each<[string, () => string, RegExp]>([
  ['a path that does not exist', () => join(base, 'nowhere'), /^ecsdb: NOT_FOUND: '.*nowhere' does not exist/],
  ['a file of a database', () => join(shop, 'MANIFEST'), /^ecsdb: NOT_A_DIRECTORY: .* contains it: .*shop\n$/],
  ['an empty directory', () => empty, /^ecsdb: NOT_A_DATABASE: there is no database in '.*empty'/],
  ['the directory above', () => base, /^ecsdb: NOT_A_DATABASE: .*Did you mean .*(open|shop)\?/],
])('%s: status 3, and the message says what to give', (_what, path, message) => {
  const { status, stdout, stderr } = ecsdb('check', path());
  expect({ status, stdout, stderr }).toEqual({ status: 3, stdout: '', stderr: expect.stringMatching(message) });
});

test.each([
  [[]],
  [['wat']],
  [['check']],
  [['check', '.', '--wat']],
  [['repair', '.']],
  [['backup', '.']],
  [['dump', '.', '--schema', '--log']],
])('wrong usage: status 64: %j', (args) => {
  const { status, stdout, stderr } = ecsdb(...args);
  expect({ status, stdout }).toEqual({ status: 64, stdout: '' });
  expect(stderr).not.toBe('');
});

test('help explains the exit statuses', () => {
  const { status, stdout } = ecsdb('check', '--help');
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: expect.stringMatching(/Exit status: 0 .*; 1 .*; 2 damaged, or .*; 3 /s),
  });
});
