/** `ecsdb backup`: the copy contains all commits acknowledged before, also during commits and snapshots. */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { ecsdb, ecsdbMeanwhile, json } from './command.js';
import { Committing } from './committing.js';
import { copyOf, damage, filesOf, fileWith, makeShop, numbersOf, temporaryDirectory, upTo } from './support.js';

const base = temporaryDirectory();
const kept = join(base, 'kept');

beforeAll(() => makeShop(kept, 50));

test('the copy of a closed database is intact, opens, and contains everything', async () => {
  const target = join(base, 'new', 'copy');
  const { status, stdout } = ecsdb('backup', kept, target);
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: expect.stringMatching(/version 100, \d+ segments, 1 snapshot/),
  });
  expect(ecsdb('check', target).status).toBe(0);
  expect(await numbersOf(target)).toEqual(upTo(100));
});

test('while a process commits and takes snapshots, the copy is a prefix with all acknowledged commits', async () => {
  const directory = join(base, 'live');
  const child = Committing.start(directory);
  await child.until(60);
  for (let i = 0; i < 3; i++) {
    const { acknowledged } = child;
    const target = join(base, `live-copy-${i}`);
    const run = await ecsdbMeanwhile('backup', directory, target, '--json');
    expect(run).toMatchObject({ status: 0, stderr: '' });
    const { version } = json(run) as { version: number };
    expect(version).toBeGreaterThanOrEqual(acknowledged);
    expect(await numbersOf(target)).toEqual(upTo(version));
  }
  // The same for the other commands that only read.
  expect(await ecsdbMeanwhile('check', directory)).toMatchObject({ status: 0, stderr: '' });
  expect(await ecsdbMeanwhile('info', directory)).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/open in process/),
  });
  await child.end();
});

test('damage to the last commits of a copy does not count as a crash', () => {
  const target = join(base, 'closed');
  ecsdb('backup', kept, target);
  damage(fileWith(target, 'item-100'), 'item-100');
  expect(ecsdb('check', target).status).toBe(2);
});

test('a damaged database is not copied, and no file is left', () => {
  const copy = copyOf(kept, 'damaged');
  damage(fileWith(copy, 'item-70'), 'item-70');
  const target = join(base, 'of-damaged');
  const { status, stderr } = ecsdb('backup', copy, target);
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(/^ecsdb: CORRUPT: .*ecsdb repair/) });
  expect(readdirSync(base)).not.toContain('of-damaged');
});

test('a damaged snapshot is left out and reported', async () => {
  const copy = copyOf(kept, 'snapshot');
  damage(fileWith(copy, 'item-7', /^snap-/), 'item-7');
  const target = join(base, 'of-snapshot');
  const { status, stderr } = ecsdb('backup', copy, target);
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('snap-0000000000000050.snap') });
  expect(filesOf(target, /^snap-/)).toEqual([]);
  expect(await numbersOf(target)).toEqual(upTo(100));
});

test('files are not overwritten', () => {
  const target = join(base, 'taken');
  mkdirSync(target);
  writeFileSync(join(target, 'letter.txt'), 'dear');
  const { status, stderr } = ecsdb('backup', kept, target);
  expect({ status, stderr }).toEqual({ status: 3, stderr: expect.stringMatching(/^ecsdb: NOT_EMPTY: .*letter\.txt/) });
  expect(readdirSync(target)).toEqual(['letter.txt']);
  expect(readFileSync(join(target, 'letter.txt'), 'utf8')).toBe('dear');
});
