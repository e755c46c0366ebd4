/** Promise: a database stays in the directory that its path named when it was opened, whatever form the path has. */

import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Database, type Schema } from '@ecsdb/runtime';
import { lockHolder, NodeFileSystem } from '@ecsdb/runtime/storage';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { RUNTIME_URL } from '../../built.js';
import { errorOf, rejectionOf } from '../support/errors.js';
import { schemaOfRow } from '../support/schema.js';

const SCHEMA: Schema = schemaOfRow({ x: 'u32' });
let base: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'ecsdb-paths-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

/** Opens a database, commits `commits` times, and closes it. */
async function use(directory: string | URL, commits: number): Promise<void> {
  const db = await Database.open(SCHEMA, { directory, durability: 'none' });
  for (let i = 0; i < commits; i++) await db.write((tx) => tx.create());
  await db.close();
}

async function versionOf(directory: string): Promise<number> {
  const db = await Database.open(SCHEMA, { directory, durability: 'none' });
  const { version } = db;
  await db.close();
  return version;
}

/** All files of a directory except the lock. */
function contentOf(directory: string): Record<string, string> {
  const names = readdirSync(directory).filter((name) => !name.startsWith('LOCK-'));
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(directory, name), 'hex')]));
}

/** Runs a program in a separate process, which may change its current directory. Defines `open` and `commit` for it. */
function run(cwd: string, program: string): string {
  const source = `
    import { mkdirSync, rmSync } from 'node:fs';
    import { Database, schemaFromDescriptor } from ${JSON.stringify(RUNTIME_URL)};
    const schema = schemaFromDescriptor(${JSON.stringify(SCHEMA.descriptor)});
    const open = (directory, more = {}) => Database.open(schema, { directory, segmentBytes: 4096, ...more });
    const commit = async (db, count) => { for (let i = 0; i < count; i++) await db.write((tx) => tx.create()); };
    ${program}`;
  return execFileSync(process.execPath, ['--input-type=module', '--eval', source], { cwd, encoding: 'utf8' });
}

describe('the current directory', () => {
  beforeEach(async () => {
    mkdirSync(join(base, 'elsewhere'));
    await use(join(base, 'elsewhere', 'data'), 3);
  });

  test('may change after the opening: the database writes and deletes only in its own directory', async () => {
    const other = contentOf(join(base, 'elsewhere', 'data'));
    run(
      base,
      `const db = await open('data');
       process.chdir('elsewhere');
       await commit(db, 200);
       for (let i = 0; i < 3; i++) { await db.checkpoint(); await commit(db, 10); }
       await db.close();`,
    );
    expect(contentOf(join(base, 'elsewhere', 'data'))).toEqual(other);
    expect(readdirSync(join(base, 'data')).filter((name) => name.endsWith('.snap'))).toHaveLength(2);
    expect(await versionOf(join(base, 'data'))).toBe(230);
  });

  test('may change while the opening is pending', async () => {
    run(
      base,
      "const opening = open('data'); process.chdir('elsewhere'); const db = await opening; await commit(db, 5); " +
        'await db.close();',
    );
    expect(await versionOf(join(base, 'data'))).toBe(5);
    expect(await versionOf(join(base, 'elsewhere', 'data'))).toBe(3);
  });

  test('must exist if the path is relative', () => {
    const gone = `mkdirSync('gone'); process.chdir('gone'); rmSync('../gone', { recursive: true });`;
    const refused = `${gone} await open('data').catch((error) => console.log(error.message));`;
    expect(run(base, refused)).toContain('must be absolute because the current directory was deleted, got "data"');
  });
});

test('options are read when open is called, and later changes have no effect', async () => {
  const url = pathToFileURL(join(base, 'first'));
  const options: { directory: string | URL; durability: 'none' | 'interval' } = { directory: url, durability: 'none' };
  const first = Database.open(SCHEMA, options);
  url.pathname = join(base, 'nowhere');
  options.directory = join(base, 'second');
  const second = Database.open(SCHEMA, options);
  options.directory = join(base, 'third');
  for (const db of await Promise.all([first, second])) await db.close();
  expect(readdirSync(base).sort()).toEqual(['first', 'second']);
});

describe('symbolic links', () => {
  beforeEach(() => {
    mkdirSync(join(base, 'far', 'below'), { recursive: true });
    symlinkSync(join('far', 'below'), join(base, 'link'), 'junction');
  });

  test('are followed before "..": lock and data are in the same directory, which can be opened only once', async () => {
    const db = await Database.open(SCHEMA, { directory: `${base}/link/../data` });
    await db.write((tx) => tx.create());
    expect(existsSync(join(base, 'data'))).toBe(false);
    expect(readdirSync(join(base, 'far', 'data'))).toEqual(expect.arrayContaining(['LOCK-1', 'MANIFEST']));
    const paths = [join(base, 'far', 'data'), `${base}/far/below/../data`, `${base}/link/.././data/`];
    for (const directory of paths) {
      const error = await rejectionOf(Database.open(SCHEMA, { directory }));
      expect(error).toMatchObject({ code: 'LOCKED', path: join(base, 'far', 'data') });
      expect(lockHolder(directory)).toMatchObject({ pid: process.pid });
    }
    await db.close();
    expect(await versionOf(join(base, 'far', 'data'))).toBe(1);
  });

  test('may be replaced while the database is open', async () => {
    const current = join(base, 'current');
    for (const name of ['one', 'two']) await use(join(base, name), 2);
    const two = contentOf(join(base, 'two'));
    symlinkSync('one', current, 'junction');
    const db = await Database.open(SCHEMA, { directory: current, segmentBytes: 4096 });
    unlinkSync(current);
    symlinkSync('two', current, 'junction');
    for (let i = 0; i < 100; i++) await db.write((tx) => tx.create());
    await db.checkpoint();
    await db.close();
    expect(contentOf(join(base, 'two'))).toEqual(two);
    expect(await versionOf(join(base, 'one'))).toBe(102);
  });

  test('without a target are refused, and nothing is created', async () => {
    symlinkSync('nowhere', join(base, 'dangling'));
    const error = await rejectionOf(Database.open(SCHEMA, { directory: join(base, 'dangling') }));
    expect(error).toMatchObject({ code: 'NOT_A_DATABASE' });
    expect(error.message).toContain('a symbolic link without a target');
    expect(existsSync(join(base, 'nowhere'))).toBe(false);
  });

  test('are also resolved by the lock itself', () => {
    const fs = new NodeFileSystem();
    const lock = fs.lock(`${base}/link/..`);
    expect(readdirSync(join(base, 'far'))).toContain('LOCK-1');
    expect(errorOf(() => fs.lock(join(base, 'far')))).toMatchObject({ code: 'LOCKED' });
    lock.release();
  });
});

test('a file: URL works like the path that it names, as an object and as text', async () => {
  const directory = join(base, 'with space # and %');
  await use(pathToFileURL(directory), 2);
  await use(pathToFileURL(directory).href, 3);
  expect(readdirSync(base)).toEqual(['with space # and %']);
  expect(await versionOf(directory)).toBe(5);
});

test.each<[string, unknown, string]>([
  ['undefined', undefined, 'must be a path or a file: URL, got undefined'],
  ['null', null, 'must be a path or a file: URL, got null'],
  ['a number', 7, 'must be a path or a file: URL, got 7'],
  ['bytes', Buffer.from('/tmp/x'), 'must be a path or a file: URL, got an object (Buffer)'],
  ['an empty string', '', 'got an empty string'],
  ['a NUL byte', 'data\0base', 'must not contain a NUL byte, got "data\\u0000base"'],
  ['a NUL byte in a URL', 'file:///tmp/a%00b', 'must not contain a NUL byte'],
  ['another URL', new URL('https://example.com/data'), "got the URL 'https://example.com/data'"],
  ['another URL as text', 's3://bucket/data', "got the URL 's3://bucket/data'"],
  [
    'a URL with a relative path',
    'file:data',
    "write 'file:///...' with an absolute path or, for a directory of that name, './file:data'",
  ],
  ['a URL with a fragment', 'file:///tmp/a#b', "write '?' as %3F and '#' as %23"],
  ['a URL with a query', new URL('file:///tmp/a?mode=ro'), "write '?' as %3F and '#' as %23"],
  ['a URL of another host', 'file://server/share', "got 'file://server/share': "],
  ['a URL with a slash in a name', 'file:///tmp/a%2fb', "got 'file:///tmp/a%2fb': "],
])('%s is refused with the reason', async (_what, directory, message) => {
  const error = await rejectionOf(Database.open(SCHEMA, { directory: directory as string }));
  expect(error).toMatchObject({ code: 'INVALID_OPTION', option: 'directory' });
  expect(error.message).toContain(message);
});
