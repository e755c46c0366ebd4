/** `ecsdb load`: what `ecsdb dump` has printed becomes the same database again, as a whole or not at all. */

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from '@ecsdb/runtime';
import { beforeAll, expect, test } from '@jest/globals';
import { TOOLS_COMMAND } from '../built.js';
import { ecsdb, json } from './command.js';
import { makeShop, numbersOf, SCHEMA, temporaryDirectory, upTo } from './support.js';

const base = temporaryDirectory();
const shop = join(base, 'shop');
const file = join(base, 'shop.jsonl');
let names = 0;

/** A path where nothing is. */
const free = (): string => join(base, `new-${names++}`);

beforeAll(async () => {
  await makeShop(shop, 50);
  // Ids that were used before, and an entity without rows.
  const db = await Database.open(SCHEMA, { directory: shop });
  await db.write((tx) => {
    const created = [tx.create(), tx.create(), tx.create()];
    tx.insert(created[2] as never, db.component('sold'), {});
    tx.destroy(created[0] as never);
  });
  await db.close();
  writeFileSync(file, ecsdb('dump', shop).stdout);
});

test('a new directory has the same dump, byte by byte', () => {
  const copy = free();
  const { status, stdout, stderr } = ecsdb('load', copy, file);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/: version 101, 101 rows and 102 entities loaded, written and read back\n$/);
  expect(ecsdb('dump', copy).stdout).toBe(ecsdb('dump', shop).stdout);
  expect(ecsdb('check', copy)).toMatchObject({ status: 0 });
});

test('the new database opens, and issues no id again', async () => {
  const copy = free();
  ecsdb('load', copy, file);
  const db = await Database.open(SCHEMA, { directory: copy });
  expect(db.version).toBe(101);
  const next = await db.write((tx) => tx.create());
  expect(next).toBe(101 + 2 ** 32);
  await db.close();
  expect(await numbersOf(copy)).toEqual(upTo(100));
});

test('from standard input, into an empty directory, with new ids', () => {
  const copy = free();
  mkdirSync(copy);
  const script = '"$0" "$1" dump "$2" | "$0" "$1" load "$3" - --ids new --json';
  const run = spawnSync('sh', ['-c', script, process.execPath, TOOLS_COMMAND, shop, copy], { encoding: 'utf8' });
  expect(json(run)).toMatchObject({ isNew: true, version: 101, rows: 101, entities: 102, transactions: 1 });
  expect(ecsdb('dump', copy).stdout).not.toContain('"free"');
});

test('a database that exists: everything in one transaction, or in batches', () => {
  const copy = copyOfShop();
  const { status, stdout } = ecsdb('load', copy, file, '--ids', 'new');
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/version 102.*in 1 transaction\n/) });
  expect(json(ecsdb('load', copy, file, '--ids', 'new', '--batch', '40', '--json'))).toMatchObject({ transactions: 3 });
  expect(json(ecsdb('info', copy, '--json'))).toMatchObject({ entities: 306 });
});

test('kept ids that a database has already: refused with every line, and nothing is changed', () => {
  const copy = copyOfShop();
  const before = readdirSync(copy);
  expect(ecsdb('load', copy, file)).toEqual({
    status: 2,
    stdout: '',
    stderr: expect.stringMatching(
      /^ecsdb: LOAD_REFUSED: 101 lines .*:\n {2}line 3: entity 1 has a row .*\n(.*\n){19} {2}and 81 more\nNothing was/,
    ),
  });
  expect(ecsdb('dump', copy).stdout).toBe(ecsdb('dump', shop).stdout);
  expect(readdirSync(copy).length).toBeGreaterThanOrEqual(before.length);
});

test('a bad line: nothing is left of a new directory, and a database is not even opened', () => {
  const bad = write('{"table":"item","entity":1,"row":{"n":-1,"name":"x"}}\n');
  const target = free();
  const schema = write(ecsdb('dump', '--schema', shop).stdout);
  const expected = {
    status: 2,
    stdout: '',
    stderr: expect.stringMatching(/line 1: table "item": field "n" expects u32.*-1\n/),
  };
  expect(ecsdb('load', target, bad, '--schema', schema)).toEqual(expected);
  expect(existsSync(target)).toBe(false);
  const copy = copyOfShop();
  const before = readdirSync(copy);
  expect(ecsdb('load', copy, bad)).toEqual(expected);
  expect(readdirSync(copy)).toEqual(before);
});

test('names that the schema does not have are left out on request, and reported', () => {
  const lines =
    '{"table":"item","entity":1,"row":{"n":1,"name":"x","colour":1}}\n{"table":"gone","entity":2,"row":{}}\n';
  const input = write(lines);
  const copy = copyOfShop();
  expect(ecsdb('load', copy, input, '--ids', 'new', '--skip-unknown')).toEqual({
    status: 0,
    stdout: expect.stringMatching(/1 row and 1 entity loaded/),
    stderr:
      'ecsdb: line 1: table "item": field "colour" was left out, because the schema does not have it\n' +
      'ecsdb: line 2: table "gone" is not in the schema; the row was left out\n',
  });
});

test('one table as CSV, there and back', () => {
  const csv = ecsdb('dump', shop, '--format', 'csv', '--table', 'item').stdout;
  expect(csv.split('\n').slice(0, 2)).toEqual(['entity,n,name', '1,1,item-1']);
  const schema = write(ecsdb('dump', '--schema', shop).stdout);
  const copy = free();
  expect(ecsdb('load', copy, write(csv), '--format', 'csv', '--table', 'item', '--schema', schema).status).toBe(0);
  expect(ecsdb('dump', copy, '--format', 'csv', '--table', 'item').stdout).toBe(csv);
});

test('a database that is open is refused', async () => {
  const copy = copyOfShop();
  const db = await Database.open(SCHEMA, { directory: copy });
  const { status, stderr } = ecsdb('load', copy, file, '--ids', 'new');
  expect({ status, stderr }).toEqual({ status: 3, stderr: expect.stringMatching(/^ecsdb: LOCKED: /) });
  expect(db.version).toBe(101);
  await db.close();
});

test.each<[string, () => readonly string[], number, RegExp]>([
  ['no schema', () => ['load', free(), write('{"entity":1}\n')], 3, /NO_SCHEMA: .*--schema <file>/],
  ['a schema that is none', () => ['load', free(), file, '--schema', write('{}')], 3, /NO_SCHEMA: .*is not a schema/],
  ['no such schema', () => ['load', free(), file, '--schema', free()], 3, /reading the schema/],
  ['no such file', () => ['load', free(), free()], 3, /NOT_FOUND: /],
  ['a directory as input', () => ['load', free(), base], 3, /reading/],
  ['files in the directory', () => ['load', base, file], 3, /NOT_EMPTY: /],
  ['a file as directory', () => ['load', file, file], 3, /NOT_EMPTY: /],
  [
    'a damaged dump',
    () => ['load', free(), write(ecsdb('dump', shop).stdout.slice(0, -20))],
    2,
    /TRUNCATED|incomplete/,
  ],
  ['a dump of the log', () => ['load', shop, write(ecsdb('dump', '--log', shop).stdout)], 2, /only dumps of the state/],
  ['a schema for a database', () => ['load', shop, file, '--schema', file], 64, /a database has its schema/],
  ['an unknown table', () => ['load', shop, file, '--format', 'csv', '--table', 'x'], 3, /one of item, sold, got "x"/],
  ['CSV without a table', () => ['load', shop, file, '--format', 'csv'], 64, /belong together/],
  ['a table without CSV', () => ['load', shop, file, '--table', 'item'], 64, /belong together/],
  ['an unknown format', () => ['load', shop, file, '--format', 'xml'], 64, /json or csv/],
  ['unknown ids', () => ['load', shop, file, '--ids', 'old'], 64, /keep or new/],
  ['a wrong batch', () => ['load', shop, file, '--batch', '0'], 64, /number of rows/],
  ['cleared references with kept ids', () => ['load', shop, file, '--clear-dangling'], 64, /--ids new/],
  ['a third argument', () => ['load', shop, file, file], 64, /too many arguments/],
  ['no directory', () => ['load'], 64, /missing required argument/],
  ['CSV of two tables', () => ['dump', shop, '--format', 'csv', '--table', 'item', '--table', 'sold'], 64, /one table/],
  ['CSV of the log', () => ['dump', shop, '--format', 'csv', '--table', 'item', '--log'], 64, /one table/],
])('%s: status and message', (_what, args, status, message) => {
  const run = ecsdb(...args());
  expect({ status: run.status, stdout: run.stdout }).toEqual({ status, stdout: '' });
  expect(run.stderr).toMatch(message);
});

test('killed at any moment: a new directory is complete or no database, another one has all rows or none', async () => {
  const many = Array.from({ length: 40_000 }, (_, i) => JSON.stringify({ table: 'item', row: { n: i, name: 'many' } }));
  const input = write(many.map((line) => `${line}\n`).join(''));
  const schema = write(ecsdb('dump', '--schema', shop).stdout);
  for (let run = 0; run < 12; run++) {
    const existing = run % 2 === 0;
    const target = existing ? copyOfShop() : free();
    const options = existing ? [] : ['--schema', schema];
    const child = spawn(process.execPath, [TOOLS_COMMAND, 'load', target, input, '--ids', 'new', ...options], {
      stdio: 'ignore',
    });
    const exit = once(child, 'exit');
    setTimeout(() => child.kill('SIGKILL'), 150 + run * 60);
    await exit;
    if (existing) {
      expect([100, 40_100]).toContain((await numbersOf(target)).length);
    } else if (existsSync(join(target, 'MANIFEST'))) {
      expect(await numbersOf(target)).toHaveLength(40_000);
    } else {
      // No directory, or files of an unfinished database.
      expect([2, 3]).toContain(ecsdb('info', target).status);
    }
  }
});

function copyOfShop(): string {
  const copy = free();
  cpSync(shop, copy, { recursive: true });
  return copy;
}

function write(text: string): string {
  const path = `${free()}.txt`;
  writeFileSync(path, text);
  return path;
}
