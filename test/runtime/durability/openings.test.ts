/** Promise: opening a database again and again without a commit leaves no files behind, and takes nothing, wherever the machine goes off. */

import { Database } from '@ecsdb/runtime';
import { SimulatedFileSystem } from '@ecsdb/runtime/storage';
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
  ['gone with the power', async (_db, fs) => fs.crash({ sectors: 'none', entries: 'none' })],
])('thirty openings, each %s', async (_how, end) => {
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

test.each(['closed', 'killed'])('an opening after an empty one that was %s, going off at every call', async (how) => {
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
