/**
 * `ecsdb check`: finds every kind of damage, and distinguishes it from what a crash leaves and from a log that a
 * process is writing.
 */

import { readFileSync, rmSync, truncateSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Database } from '@ecsdb/runtime';
import { beforeAll, expect, test } from '@jest/globals';
import { ecsdb, json } from './command.js';
import { commit, copyOf, damage, edit, filesOf, fileWith, makeShop, SCHEMA, temporaryDirectory } from './support.js';

const base = temporaryDirectory();
const plain = join(base, 'plain');
const kept = join(base, 'kept');

beforeAll(async () => {
  await makeShop(plain);
  await makeShop(kept, 50);
});

test('an intact database: status 0, and what was read', () => {
  const { status, stdout, stderr } = ecsdb('check', kept);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/version +100\n/);
  expect(stdout).toContain('100 transactions, 200 operations');
  expect(stdout).toContain(`${kept}: intact`);
});

test('nothing in the directory changes', () => {
  const before = filesOf(kept, /./).map((name) => [name, readFileSync(join(kept, name)).toString('hex')]);
  ecsdb('check', kept);
  expect(filesOf(kept, /./).map((name) => [name, readFileSync(join(kept, name)).toString('hex')])).toEqual(before);
});

test('damage in the middle of the log: status 2, the file, the place, the case, the versions, what to do', () => {
  const copy = copyOf(plain, 'middle');
  const file = fileWith(copy, 'item-20');
  damage(file, 'item-20');
  const { status, stdout } = ecsdb('check', copy);
  expect(status).toBe(2);
  expect(stdout).toMatch(/damaged: wal-\S+, byte \d+ \(case B1\)/);
  expect(stdout).toContain(basename(file));
  expect(stdout).toContain('at risk: versions 20 to 100');
  expect(stdout).toContain(`ecsdb repair ${copy} --out <new dir>`);
});

test('all faults are reported at once', () => {
  const copy = copyOf(kept, 'all');
  damage(fileWith(copy, 'item-20'), 'item-20');
  damage(fileWith(copy, 'item-70'), 'item-70');
  damage(fileWith(copy, 'item-7', /^snap-/), 'item-7');
  const { faults, opens } = json(ecsdb('check', copy, '--json'));
  expect(opens).toBe(false);
  expect(faults).toEqual([
    expect.objectContaining({ case: 'P1', severity: 'damaged' }),
    expect.objectContaining({ case: 'B1', firstVersion: 20 }),
    expect.objectContaining({ case: 'B1', firstVersion: 70, lastVersion: 100 }),
  ]);
});

test('a missing segment is damage', () => {
  const copy = copyOf(plain, 'missing');
  rmSync(join(copy, filesOf(copy, /^wal-/)[1] as string));
  const run = ecsdb('check', copy, '--json');
  expect(run.status).toBe(2);
  expect(json(run)).toMatchObject({ verdict: 'damaged', faults: [{ case: 'D7' }] });
});

test('a bad snapshot is damage, although the database opens', () => {
  const copy = copyOf(kept, 'snapshot');
  damage(fileWith(copy, 'item-7', /^snap-/), 'item-7');
  const { status, stdout } = ecsdb('check', copy);
  expect(status).toBe(2);
  expect(stdout).toMatch(/damaged: snap-\S+/);
  expect(stdout).toContain('but it opens');
});

test('a torn tail is no damage: status 1, and the database opens', async () => {
  const copy = tornCopy('torn');
  const { status, stdout } = ecsdb('check', copy);
  expect(status).toBe(1);
  expect(stdout).toMatch(/unfinished: wal-\S+, byte \d+ \(case B4\)/);
  expect(stdout).toMatch(/version +99\n/);
  const db = await Database.open(SCHEMA, { directory: copy });
  expect(db.version).toBe(99);
  await db.close();
});

test('the log of an open database is intact, and an unfinished frame at its end is no fault', async () => {
  const directory = join(base, 'live');
  const db = await Database.open(SCHEMA, { directory });
  await commit(db, 1, 10);
  const { status, stdout } = ecsdb('check', directory);
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining(`process ${process.pid}`) });
  // The beginning of a frame, as another process may read it while this one writes.
  edit(join(directory, filesOf(directory, /^wal-/)[0] as string), (bytes) => {
    const end = bytes.findLastIndex((byte) => byte !== 0) + 1;
    bytes.copy(bytes, end, 512, 512 + 20);
    return undefined;
  });
  const run = ecsdb('check', directory, '--json');
  expect(run.status).toBe(0);
  expect(json(run)).toMatchObject({ verdict: 'sound', version: 10, faults: [{ severity: 'being-written' }] });
  await db.close();
});

test('a database of a newer format cannot be checked: status 3', () => {
  const copy = copyOf(plain, 'newer');
  edit(join(copy, 'MANIFEST'), (bytes) => {
    bytes[8] = 2;
    return undefined;
  });
  const { status, stdout } = ecsdb('check', copy);
  expect(status).toBe(3);
  expect(stdout).toContain('format version 2');
  expect(stdout).toContain('newer');
});

/** The last transaction cut in half, as by a crash. */
function tornCopy(name: string): string {
  const copy = copyOf(plain, name);
  const file = fileWith(copy, 'item-100');
  truncateSync(file, readFileSync(file).indexOf('item-100') + 3);
  return copy;
}
