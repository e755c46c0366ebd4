/** `ecsdb repair`: saves the intact part, reports the rest before, and does not change the original. */

import { existsSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from '@ecsdb/runtime';
import { beforeAll, expect, test } from '@jest/globals';
import { readSegment, writeSegment } from '../runtime/log/by-hand.js';
import { ecsdb, json, type Run } from './command.js';
import {
  commit,
  copyOf,
  damage,
  edit,
  filesOf,
  fileWith,
  makeShop,
  numbersIn,
  numbersOf,
  SCHEMA,
  temporaryDirectory,
  upTo,
} from './support.js';

const base = temporaryDirectory();
const plain = join(base, 'plain');
const kept = join(base, 'kept');

beforeAll(async () => {
  await makeShop(plain);
  await makeShop(kept, 50);
});

/** Repairs a copy that `harm` was done to; answers what the command said, and where the result is. */
function repairAfter(
  original: string,
  name: string,
  harm: (copy: string) => void,
  ...options: readonly string[]
): Run & { readonly out: string } {
  const copy = copyOf(original, name);
  harm(copy);
  const out = join(base, `${name}-repaired`);
  return { ...ecsdb('repair', copy, '--out', out, ...options), out };
}

test('commits that may have been acknowledged are not lost without consent', () => {
  const { status, stdout, stderr, out } = repairAfter(plain, 'unasked', (copy) =>
    damage(fileWith(copy, 'item-20'), 'item-20'),
  );
  expect(status).toBe(2);
  expect(stdout).toContain('Can be saved: everything up to version 19');
  expect(stdout).toMatch(/Would be lost: versions 20 to 100 \(81 transactions; .* of the log cannot be used\)/);
  expect(stderr).toMatch(/^ecsdb: NOT_CONFIRMED: nothing was written.*--yes/);
  expect(existsSync(out)).toBe(false);
});

test('with consent, everything before the damage is saved, and the database can be used', async () => {
  const { status, out } = repairAfter(plain, 'agreed', (copy) => damage(fileWith(copy, 'item-20'), 'item-20'), '--yes');
  expect(status).toBe(0);
  expect(ecsdb('check', out).status).toBe(0);
  const db = await Database.open(SCHEMA, { directory: out });
  expect(db.version).toBe(19);
  await commit(db, 20, 25);
  await db.close();
  const again = await Database.open(SCHEMA, { directory: out });
  expect(numbersIn(again)).toEqual(upTo(25));
  await again.close();
});

test('damage before an intact snapshot loses nothing', async () => {
  const { status, stdout, out } = repairAfter(kept, 'before', (copy) => damage(fileWith(copy, 'item-20'), 'item-20'));
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('Would be lost: nothing') });
  expect(await numbersOf(out)).toEqual(upTo(100));
});

test('damage after the newest snapshot loses what follows', async () => {
  const harm = (copy: string): void => damage(fileWith(copy, 'item-70'), 'item-70');
  const { status, out } = repairAfter(kept, 'after', harm, '--yes', '--json');
  expect(status).toBe(0);
  expect(await numbersOf(out)).toEqual(upTo(69));
});

test('a bad snapshot loses nothing if the log begins early enough', async () => {
  const harm = (copy: string): void => damage(fileWith(copy, 'item-7', /^snap-/), 'item-7');
  const { status, out } = repairAfter(kept, 'snapshot', harm);
  expect(status).toBe(0);
  expect(await numbersOf(out)).toEqual(upTo(100));
});

test('a torn tail needs no consent: it was never acknowledged', async () => {
  const { status, stdout, out } = repairAfter(plain, 'torn', (copy) => {
    const file = fileWith(copy, 'item-100');
    truncateSync(file, readFileSync(file).indexOf('item-100') + 3);
  });
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('none of it was acknowledged') });
  expect(await numbersOf(out)).toEqual(upTo(99));
});

test('an intact database is reported as intact, and copied', async () => {
  const { status, stdout, out } = repairAfter(kept, 'sound', () => {});
  expect(status).toBe(0);
  expect(stdout.split('\n').slice(0, 3)).toEqual([
    expect.stringMatching(/: intact\. No repair is needed/),
    expect.stringMatching(/^Can be saved: everything up to version 100/),
    'Would be lost: nothing that was acknowledged.',
  ]);
  expect(await numbersOf(out)).toEqual(upTo(100));
});

test('contradictory commits with right checksums are not lost without consent', () => {
  const run = repairAfter(
    plain,
    'nonsense',
    (copy) => {
      edit(join(copy, filesOf(copy, /^wal-/).at(-1) as string), (bytes) => {
        const segment = readSegment(bytes);
        const frame = segment.frames.find(({ firstVersion, type }) => firstVersion === 98 && type === 1);
        // The index of the spawned entity; the row is inserted for another one.
        frame?.payload.set([0xff, 0xff], 8 + 4);
        return Buffer.from(writeSegment(segment));
      });
    },
    '--dry-run',
    '--json',
  );
  expect(run.status).toBe(2);
  expect(json(run)).toMatchObject({
    version: 97,
    faults: 0,
    isSound: false,
    losses: { firstVersion: 98, lastVersion: 100, isAcknowledged: true },
  });
});

test('--dry-run reports the same and writes nothing', () => {
  const harm = (copy: string): void => damage(fileWith(copy, 'item-20'), 'item-20');
  const run = repairAfter(plain, 'dry', harm, '--dry-run', '--json');
  expect(run.status).toBe(2);
  expect(json(run)).toMatchObject({
    version: 19,
    isWritten: false,
    losses: { firstVersion: 20, lastVersion: 100, transactions: 81, isAcknowledged: true },
  });
  expect(existsSync(run.out)).toBe(false);
});

test.each<[string, string, (copy: string) => void, number]>([
  ['a missing segment', plain, (copy) => rmSync(join(copy, filesOf(copy, /^wal-/)[1] as string)), 0],
  ['a missing segment before a snapshot', kept, (copy) => rmSync(join(copy, filesOf(copy, /^wal-/)[0] as string)), 100],
  ['no manifest', plain, (copy) => rmSync(join(copy, 'MANIFEST')), 100],
  [
    "a segment's header",
    plain,
    (copy) =>
      edit(join(copy, filesOf(copy, /^wal-/)[1] as string), (bytes) => {
        bytes[300] = 1;
        return undefined;
      }),
    100,
  ],
])('%s', async (name, original, harm, expected) => {
  const { status, out } = repairAfter(original, name.replaceAll(/\W/g, '-'), harm, '--yes');
  expect(status).toBe(0);
  const numbers = await numbersOf(out);
  expect(numbers).toEqual(upTo(numbers.length));
  if (expected > 0) expect(numbers).toHaveLength(expected);
  else expect(numbers.length).toBeGreaterThan(10);
});

test('if nothing is intact, nothing is written', () => {
  const { status, stderr, out } = repairAfter(plain, 'hopeless', (copy) => {
    for (const name of filesOf(copy, /^wal-/)) edit(join(copy, name), (bytes) => bytes.fill(0x55));
  });
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(/^ecsdb: NOTHING_TO_SAVE: .*backup/) });
  expect(existsSync(out)).toBe(false);
});

test('an open database is refused', async () => {
  const directory = join(base, 'open');
  const db = await Database.open(SCHEMA, { directory });
  const { status, stderr } = ecsdb('repair', directory, '--out', join(base, 'never'));
  expect({ status, stderr }).toEqual({ status: 3, stderr: expect.stringContaining(`process ${process.pid}`) });
  await db.close();
});

test('files are not overwritten', () => {
  const { status, stderr } = ecsdb('repair', plain, '--out', kept);
  expect({ status, stderr }).toEqual({ status: 3, stderr: expect.stringMatching(/^ecsdb: NOT_EMPTY/) });
});
