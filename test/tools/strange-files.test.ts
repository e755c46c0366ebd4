/**
 * Promise: whatever is in the place of a file of a database, an opening and each command end soon, report what it is,
 * and read no more bytes than a database can have written.
 */

import { spawnSync } from 'node:child_process';
import {
  lutimesSync,
  mkdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { basename, join } from 'node:path';
import { Database, EcsDbError } from '@ecsdb/runtime';
import { lockHolder } from '@ecsdb/runtime/storage';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { backUp } from '../../tools/src/backup/index.js';
import { checkDirectory } from '../../tools/src/check/index.js';
import { recoverFacts, recoverState } from '../../tools/src/directory/index.js';
import { examine } from '../../tools/src/repair/index.js';
import { Failure } from '../../tools/src/terminal/index.js';
import { rejectionOf, thrownBy } from '../runtime/support/errors.js';
import { copyOf, filesOf, makeShop, numbersOf, SCHEMA, temporaryDirectory, upTo } from './support.js';

const base = temporaryDirectory();
const shop = join(base, 'shop');
const server = createServer();
const socket = join(base, 'socket');
let copies = 0;

beforeAll(async () => {
  await makeShop(shop, 50);
  await new Promise<void>((resolve) => void server.listen(socket, resolve));
});

afterAll(() => void server.close());

const KINDS: { readonly [kind: string]: (path: string) => void } = {
  'a FIFO': (path) => void spawnSync('mkfifo', [path]),
  'a socket': (path) => symlinkSync(socket, path),
  'a device': (path) => symlinkSync('/dev/zero', path),
  'a directory': (path) => mkdirSync(path),
  'a symbolic link that leads nowhere': (path) => symlinkSync('nowhere', path),
  'a symbolic link that leads in a circle': (path) => symlinkSync(basename(path), path),
};

/** A copy of the shop in which something else stands at `name`. */
function shopWith(name: string, make: (path: string) => void): string {
  const directory = copyOf(shop, String(copies++));
  rmSync(join(directory, name), { force: true });
  make(join(directory, name));
  return directory;
}

function newest(pattern: RegExp): string {
  return filesOf(shop, pattern).at(-1) ?? '';
}

async function open(directory: string): Promise<Database> {
  return Database.open(SCHEMA, { directory, durability: 'none' });
}

/** What the tools that need a database that opens make of it. */
function expectRefusal(directory: string, facts: object): void {
  expect(thrownBy(() => recoverState(directory))).toMatchObject(facts);
  expect(thrownBy(() => recoverFacts(directory))).toMatchObject(facts);
  expect(thrownBy(() => backUp(directory, `${directory}-backup`))).toMatchObject(facts);
}

/** A directory is not deleted: the opening says which one it is, and goes on when it is gone. */
async function expectInTheWay(directory: string, name: string): Promise<void> {
  const error = await rejectionOf(open(directory));
  expect(error).toMatchObject({ path: join(directory, name) });
  expect(['IO_ERROR', 'ACCESS_DENIED']).toContain(error.code);
  rmdirSync(join(directory, name));
}

describe.each(Object.entries(KINDS))('%s', (kind, make) => {
  test.each(['MANIFEST', 'segment'])('in the place of the %s is damage, and what is left is saved', async (which) => {
    const name = which === 'MANIFEST' ? which : newest(/^wal-/);
    const directory = shopWith(name, make);
    const facts = { code: 'CORRUPT', case: 'D4', path: join(directory, name) };
    const error = await rejectionOf(open(directory));
    expect(error).toMatchObject(facts);
    expect(error.message).toContain(kind);
    expectRefusal(directory, facts);
    const report = checkDirectory(directory);
    expect(report).toMatchObject({ verdict: 'damaged', opens: false });
    expect(report.faults[0]).toMatchObject({ case: 'D4', file: name, reason: expect.stringContaining(kind) });
    expect(examine(directory).plan.version).toBeGreaterThanOrEqual(50);
  });

  test('in the place of a snapshot is set aside', async () => {
    const name = newest(/^snap-/);
    const directory = shopWith(name, make);
    expect(checkDirectory(directory)).toMatchObject({ verdict: 'damaged', opens: true, version: 100 });
    expect(examine(directory).plan.version).toBe(100);
    const db = await open(directory);
    expect(db.recovery?.setAside).toMatchObject([{ file: name, case: 'P1', reason: expect.stringContaining(kind) }]);
    await db.close();
    expect(await numbersOf(directory)).toEqual(upTo(100));
  });

  test('in the place of the lock is a valid lock while it is new, and an expired one later', async () => {
    const name = newest(/^LOCK-/).replace(/\d+$/, '7');
    const directory = shopWith(name, make);
    expect(await rejectionOf(open(directory))).toMatchObject({ code: 'LOCKED' });
    expect(lockHolder(directory)).toMatchObject({ pid: null, isCertain: false });
    expect(checkDirectory(directory)).toMatchObject({ verdict: 'sound' });
    lutimesSync(join(directory, name), 1, 1);
    expect(lockHolder(directory)).toBeUndefined();
    if (kind === 'a directory') await expectInTheWay(directory, name);
    expect(await numbersOf(directory)).toEqual(upTo(100));
  });

  test.each(['spare.tmp', 'spare-unfinished.tmp', 'snap.tmp', 'MANIFEST.tmp'])('under the name %s', async (name) => {
    const directory = shopWith(name, make);
    expect(checkDirectory(directory)).toMatchObject({ verdict: 'sound', version: 100 });
    if (kind === 'a directory') await expectInTheWay(directory, name);
    expect(await numbersOf(directory)).toEqual(upTo(100));
  });

  test('as a spare that appears while the database is open is not touched', async () => {
    const directory = copyOf(shop, String(copies++));
    const db = await Database.open(SCHEMA, { directory, segmentBytes: 4096 });
    make(join(directory, 'spare.tmp'));
    const item = db.component('item');
    for (let n = 101; n <= 300; n++) await db.write((tx) => tx.insert(tx.create(), item, { n, name: 'later' }));
    await db.close();
    renameSync(join(directory, 'spare.tmp'), join(directory, 'moved'));
    expect(await numbersOf(directory)).toEqual(upTo(300));
  });
});

test('a lock of any length is read in part', async () => {
  const directory = copyOf(shop, 'lock');
  const path = join(directory, 'LOCK-7');
  writeFileSync(path, '{');
  truncateSync(path, 2 ** 40);
  expect(await rejectionOf(open(directory))).toMatchObject({ code: 'LOCKED' });
  lutimesSync(path, 1, 1);
  expect(await numbersOf(directory)).toEqual(upTo(100));
});

test.each(['MANIFEST', 'segment'])('a %s that was made longer than any that is written is not read', async (which) => {
  const name = which === 'MANIFEST' ? which : newest(/^wal-/);
  const directory = copyOf(shop, `long-${which}`);
  truncateSync(join(directory, name), 2 ** 40);
  const facts = { code: 'CORRUPT', case: 'D4', path: join(directory, name) };
  const error = await rejectionOf(open(directory));
  expect(error).toMatchObject(facts);
  expect(error.message).toContain(String(2 ** 40));
  expectRefusal(directory, facts);
  expect(checkDirectory(directory)).toMatchObject({ verdict: 'damaged', opens: false });
  expect(examine(directory).plan.version).toBe(100);
});

test('a snapshot that became longer is set aside', async () => {
  const name = newest(/^snap-/);
  const directory = copyOf(shop, 'long-snapshot');
  truncateSync(join(directory, name), 2 ** 40);
  expect(checkDirectory(directory)).toMatchObject({ verdict: 'damaged', opens: true, version: 100 });
  const db = await open(directory);
  expect(db.recovery?.setAside).toMatchObject([{ file: name, case: 'P1' }]);
  await db.close();
});

test.each(Object.entries(KINDS).filter(([kind]) => kind !== 'a directory'))(
  '%s in the place of the directory is refused',
  async (_kind, make) => {
    const path = join(base, `place-${copies++}`);
    make(path);
    await rejectionOf(open(path));
    const refusal = thrownBy(() => checkDirectory(path));
    expect(refusal instanceof Failure || refusal instanceof EcsDbError).toBe(true);
  },
);
