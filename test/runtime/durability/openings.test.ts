/**
 * Promise: openings without a commit leave no extra files, and openings lose nothing, whenever the machine crashes.
 */

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '@ecsdb/runtime';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { expect, test } from '@jest/globals';
import { Body, physics } from '../support/body.js';

const OPTIONS = { directory: 'db', segmentBytes: 4096 } as const;

function open(fs: SimulatedFileSystem): Promise<Database> {
  return Database.open(physics, { ...OPTIONS, fileSystem: fs });
}

async function commit(fs: SimulatedFileSystem, masses: readonly number[]): Promise<void> {
  const db = await open(fs);
  for (const mass of masses) await db.write((tx) => tx.insert(tx.create(), Body, { mass }));
  await db.close();
}

function segments(fs: SimulatedFileSystem): string[] {
  return fs.list('db').filter((name) => name.startsWith('wal-'));
}

test.each<[string, (db: Database, fs: SimulatedFileSystem) => Promise<SimulatedFileSystem>]>([
  [
    'closed',
    async (db, fs) => {
      await db.close();
      return fs;
    },
  ],
  ['killed', async (_db, fs) => fs.crash({ sectors: 'all', entries: 'all' })],
  ['ended by a power loss', async (_db, fs) => fs.crash({ sectors: 'none', entries: 'none' })],
])('thirty openings without a commit, each %s, do not accumulate segments', async (_how, end) => {
  let fs = new SimulatedFileSystem();
  for (let i = 0; i < 10; i++) fs = await end(await open(fs), fs);
  expect(segments(fs)).toEqual(['wal-0000000001-0000000000000001.log']);

  await commit(fs, [1, 2]);
  for (let i = 0; i < 10; i++) fs = await end(await open(fs), fs);
  expect(segments(fs)).toEqual(['wal-0000000001-0000000000000001.log', 'wal-0000000002-0000000000000003.log']);

  const db = await open(fs);
  await db.checkpoint();
  await db.close();
  for (let i = 0; i < 10; i++) fs = await end(await open(fs), fs);
  expect(segments(fs)).toHaveLength(2);

  await commit(fs, [3]);
  const last = await open(fs);
  expect([last.version, last.count()]).toEqual([3, 3]);
  await last.close();
});

test.each(['closed', 'killed'])('a crash of an opening after an empty one that was %s loses nothing', async (how) => {
  const fs = new SimulatedFileSystem();
  await commit(fs, [1, 2]);
  const empty = await open(fs);
  if (how === 'closed') await empty.close();
  const before = how === 'closed' ? fs : fs.crash({ sectors: 'all', entries: 'all' });

  const moments: SimulatedFileSystem[] = [];
  before.onCall(() => {
    moments.push(before.clone());
    return undefined;
  });
  await commit(before, [3]);
  before.onCall();
  expect(moments.length).toBeGreaterThan(30);
  for (const moment of moments) {
    for (const sectors of ['none', 'all'] as const) {
      for (const entries of ['none', 'all'] as const) {
        const after = moment.crash({ sectors, entries });
        const db = await open(after);
        expect(db.version === 2 || db.version === 3).toBe(true);
        expect(db.count()).toBe(db.version);
        await db.close();
      }
    }
  }
});

/**
 * The number of openings whose segments may be in the log before an opening takes a snapshot. Two snapshots keep the
 * log of twice as many openings.
 */
const OPENINGS_MAX = 64;

test.each(['closed', 'killed'])(
  '260 openings with a commit, each %s, leave a bounded number of files and segments',
  async (how) => {
    let fs = new SimulatedFileSystem();
    let mostFiles = 0;
    let mostRead = 0;
    for (let i = 1; i <= 260; i++) {
      const db = await open(fs);
      expect(db.version).toBe(i - 1);
      mostRead = Math.max(mostRead, db.recovery?.segmentsRead.length ?? 0);
      await db.write((tx) => tx.insert(tx.create(), Body, { mass: i }));
      if (how === 'closed') await db.close();
      else fs = fs.crash({ sectors: 'all', entries: 'all' });
      mostFiles = Math.max(mostFiles, fs.list('db').length);
    }
    expect(mostRead).toBeLessThanOrEqual(OPENINGS_MAX + 1);
    expect(mostFiles).toBeLessThan(2 * OPENINGS_MAX + 10);
    const db = await open(fs);
    const masses: number[] = [];
    db.query(Body).forEach((row) => void masses.push(row.mass));
    expect(masses.sort((a, b) => a - b)).toEqual(Array.from({ length: 260 }, (_, i) => i + 1));
    await db.close();
  },
);

test('on a real disk, openings after kills during locking leave a bounded number of files', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'ecsdb-openings-'));
  try {
    for (let i = 1; i <= OPENINGS_MAX + 2; i++) {
      writeFileSync(join(directory, `LOCK-${i}-0123456789ab.tmp`), '{}');
      const db = await Database.open(physics, { directory });
      await db.write((tx) => tx.insert(tx.create(), Body, { mass: i }));
      await db.close();
    }
    const db = await Database.open(physics, { directory });
    expect(db.recovery?.snapshot).toMatchObject({ windowStart: OPENINGS_MAX });
    expect(db.recovery?.segmentsRead).toHaveLength(2);
    expect(db.count(Body)).toBe(OPENINGS_MAX + 2);
    await db.close();
    expect(readdirSync(directory).filter((name) => name.startsWith('LOCK-'))).toHaveLength(1);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}, 240_000);

test('if an opening cannot take a snapshot, the database warns and opens', async () => {
  const fs = new SimulatedFileSystem();
  for (let i = 1; i <= OPENINGS_MAX; i++) await commit(fs, [i]);
  const warnings: unknown[] = [];
  fs.onCall(({ kind, path }) => (kind === 'open' && path.includes('snap') ? { error: 'ENOSPC' } : undefined));
  const db = await Database.open(physics, {
    ...OPTIONS,
    fileSystem: fs,
    onWarning: (warning) => warnings.push(warning),
  });
  expect(warnings).toMatchObject([{ code: 'DISK_FULL' }]);
  fs.onCall();
  await db.write((tx) => tx.create());
  await db.close();
});

test('the last sixteen torn ends are kept as evidence', async () => {
  let fs = new SimulatedFileSystem();
  for (let i = 1; i <= 40; i++) {
    const db = await open(fs);
    await db.write((tx) => tx.insert(tx.create(), Body, { mass: i }));
    // Only the first sector of the second group survives.
    fs.onCall(({ kind }) => (kind === 'sync' ? { error: 'EIO' } : undefined));
    const large = db.write((tx) => {
      for (let row = 0; row < 20; row++) tx.insert(tx.create(), Body, { mass: row });
    });
    await large.catch(() => {});
    fs = fs.crash({ sectors: { prefix: 1 }, entries: 'all' });
  }
  const db = await open(fs);
  expect(db.count(Body)).toBe(40);
  await db.close();
  expect(fs.list('db').filter((name) => name.startsWith('torn-'))).toHaveLength(16);
});
