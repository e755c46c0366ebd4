/** Promise: a full device loses no acknowledged commit, and `resume` resolves only if there is space again. */

import { Database, type Durability } from '@ecsdb/runtime';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { describe, expect, test } from '@jest/globals';
import { Body, physics } from '../support/body.js';
import { rejectionOf } from '../support/errors.js';

const OPTIONS = { directory: 'db', segmentBytes: 4096 } as const;

/** Refuses every call that needs space, until the hook is removed. */
function fill(fs: SimulatedFileSystem): void {
  fs.onCall(({ kind }) => (kind === 'write' || kind === 'create' ? { error: 'ENOSPC' } : undefined));
}

/** Refuses only new files, like a directory that has reached its quota. */
function fillDirectory(fs: SimulatedFileSystem): void {
  fs.onCall(({ kind }) => (kind === 'create' ? { error: 'EDQUOT' } : undefined));
}

/** Refuses to extend files beyond 4096 bytes. */
function limitGrowth(fs: SimulatedFileSystem): void {
  fs.onCall(({ kind, position = 0, length = 0 }) =>
    kind === 'write' && position + length > 4096 ? { error: 'EFBIG' } : undefined,
  );
}

function insert(db: Database, count: number): Promise<number> {
  return db.write((tx) => {
    for (let mass = 1; mass <= count; mass++) tx.insert(tx.create(), Body, { mass });
    return count;
  });
}

describe.each<Durability>(['strict', 'none'])('%s', (durability) => {
  test.each<[string, (fs: SimulatedFileSystem) => void, number]>([
    ['no space for a byte', fill, 1],
    ['no space for another segment', fillDirectory, 30],
    ['no space for a group longer than a segment', limitGrowth, 200],
  ])('%s: resume rejects until there is space', async (_where, makeFull, count) => {
    const fs = new SimulatedFileSystem();
    const db = await Database.open(physics, { ...OPTIONS, durability, fileSystem: fs });
    await insert(db, 30);
    makeFull(fs);
    expect(await rejectionOf(insert(db, count))).toMatchObject({ code: 'DISK_FULL' });
    expect(db.version).toBe(1);
    for (let i = 0; i < 3; i++) expect(await rejectionOf(db.resume())).toMatchObject({ code: 'DISK_FULL' });
    expect(await rejectionOf(insert(db, 1))).toMatchObject({ code: 'DISK_FULL' });
    expect(db.count()).toBe(30);

    fs.onCall();
    await db.resume();
    await insert(db, count);
    expect(db.version).toBe(2);
    await db.close();
    const again = await Database.open(physics, { ...OPTIONS, fileSystem: fs });
    expect([again.version, again.count()]).toEqual([2, 30 + count]);
    await again.close();
  });
});

test('a crash at any call from a successful resume on loses no acknowledged commit', async () => {
  const fs = new SimulatedFileSystem();
  const db = await Database.open(physics, { ...OPTIONS, fileSystem: fs });
  await insert(db, 30);
  fillDirectory(fs);
  await rejectionOf(insert(db, 30));
  const moments: { readonly fs: SimulatedFileSystem; readonly acknowledged: number }[] = [];
  fs.onCall(() => {
    moments.push({ fs: fs.clone(), acknowledged: db.durableVersion });
    return undefined;
  });
  await db.resume();
  await insert(db, 3);
  fs.onCall();
  for (const { fs: moment, acknowledged } of moments) {
    for (const kept of ['none', 'all'] as const) {
      const after = await Database.open(physics, {
        ...OPTIONS,
        fileSystem: moment.crash({ sectors: kept, entries: kept }),
      });
      expect(after.version).toBeGreaterThanOrEqual(acknowledged);
      expect(after.count()).toBe([0, 30, 33][after.version]);
    }
  }
  expect(moments.length).toBeGreaterThan(10);
});

test('a database on a full device can be closed without resume, and loses nothing', async () => {
  const fs = new SimulatedFileSystem();
  const db = await Database.open(physics, { ...OPTIONS, fileSystem: fs });
  await insert(db, 30);
  fillDirectory(fs);
  await rejectionOf(insert(db, 30));
  await db.close();
  fs.onCall();
  const again = await Database.open(physics, { ...OPTIONS, fileSystem: fs });
  expect([again.version, again.recovery?.wasClosed]).toEqual([1, true]);
  await again.close();
});

describe.each<Durability>(['strict', 'none'])('%s', (durability) => {
  test('a close that has no space for the end of the log rejects, names no versions, and loses nothing', async () => {
    const fs = new SimulatedFileSystem();
    const db = await Database.open(physics, { ...OPTIONS, durability, fileSystem: fs });
    await insert(db, 30);
    fill(fs);
    expect(await rejectionOf(insert(db, 1))).toMatchObject({ code: 'DISK_FULL' });
    const error = await rejectionOf(db.close());
    expect(error).toMatchObject({ code: 'DISK_FULL', systemCode: 'ENOSPC' });
    expect([error.firstVersion, error.lastVersion]).toEqual([undefined, undefined]);
    fs.onCall();
    const again = await Database.open(physics, {
      ...OPTIONS,
      fileSystem: fs.crash({ sectors: 'none', entries: 'none' }),
    });
    expect([again.version, again.count()]).toEqual([1, 30]);
    await again.close();
  });
});

test('in interval mode, errors name the versions that are not on the device, also if close fails', async () => {
  const fs = new SimulatedFileSystem();
  const db = await Database.open(physics, { ...OPTIONS, durability: 'interval', intervalMs: 1, fileSystem: fs });
  await insert(db, 1);
  await db.flush();
  fill(fs);
  await insert(db, 1);
  await rejectionOf(db.flush());
  expect(await rejectionOf(insert(db, 1))).toMatchObject({ code: 'DISK_FULL', firstVersion: 2, lastVersion: 2 });
  expect(await rejectionOf(db.resume())).toMatchObject({ code: 'DISK_FULL', firstVersion: 2, lastVersion: 2 });
  const { firstVersion, lastVersion, message } = await rejectionOf(db.close());
  expect({ firstVersion, lastVersion, message }).toEqual({
    firstVersion: 2,
    lastVersion: 2,
    message: expect.stringContaining('versions 2 to 2'),
  });
});
