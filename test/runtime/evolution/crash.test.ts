/** Promise: a crash at any call of a migration, or an error of any call, leaves the old state or the new one. */

import { EcsDbError, type Entity } from '@ecsdb/runtime';
import { Directory, inspectDirectory } from '@ecsdb/runtime/storage';
import { SimulatedFileSystem, type Survivors } from '@ecsdb/runtime/testing';
import { expect, test } from '@jest/globals';
import { rejectionOf } from '../support/errors.js';
import { DIRECTORY, open, read, version, write } from './versions.js';

const OLD = version(0, { tables: { t: { a: { type: 'u8', id: 0 }, gone: { type: 'u8', id: 1 } } } });
const NEW = version(1, { tables: { t: { a: { type: 'u32', id: 0 }, added: { type: 'u8', id: 2, default: 7 } } } });
const ROWS = [1, 2, 3];

/** Which unsynced changes of files and of names survive a crash. */
const OUTCOMES: readonly (readonly [Survivors, Survivors])[] = [
  ['none', 'none'],
  ['none', 'all'],
  ['all', 'none'],
  ['all', 'all'],
];

/** Combinations of names that survive around the switch, where few names are not durable yet. */
const SWITCH_OUTCOMES: readonly (readonly [Survivors, Survivors])[] = Array.from({ length: 24 }, (_, seed) => [
  'all',
  { seed },
]);

/** Two rows in a snapshot, one in the log. */
async function oldDisk(): Promise<{ readonly fs: SimulatedFileSystem; readonly entities: readonly Entity[] }> {
  const fs = new SimulatedFileSystem();
  const first = await write(
    OLD,
    fs,
    't',
    ROWS.slice(0, 2).map((a) => ({ a, gone: a })),
  );
  const db = await open(OLD, fs);
  await db.checkpoint();
  await db.close();
  return { fs, entities: [...first, ...(await write(OLD, fs, 't', [{ a: 3, gone: 3 }]))] };
}

/** The old rows under the old schema, or the new ones if the old schema is refused as the older one. */
async function expectOldOrNew(fs: SimulatedFileSystem, entities: readonly Entity[]): Promise<'old' | 'new'> {
  let state: 'old' | 'new' = 'new';
  try {
    const rows = await read(OLD, fs.clone(), 't', entities);
    expect(rows).toEqual(ROWS.map((a) => ({ a, gone: a })));
    state = 'old';
  } catch (error) {
    if (!(error instanceof EcsDbError)) throw error;
    expect(error).toMatchObject({ code: 'SCHEMA_MISMATCH', message: expect.stringContaining('newer') });
  }
  expect(await read(NEW, fs, 't', entities)).toEqual(ROWS.map((a) => ({ a, added: 7 })));
  return state;
}

/** A crash before one of the other calls leaves what a crash before the next of these leaves. */
const CHANGES: readonly string[] = ['create', 'write', 'sync', 'rename', 'unlink', 'syncDirectory', 'release'];

interface MigrationCalls {
  readonly calls: number;
  /** The calls that change something, by their numbers. */
  readonly changes: readonly number[];
  /** Whether a call is around the switch. */
  readonly isSwitch: (at: number) => boolean;
}

async function callsOfMigration(): Promise<MigrationCalls> {
  const { fs } = await oldDisk();
  const before = fs.callCount;
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  const changes: number[] = [];
  fs.onCall(({ index, kind, path, to }) => {
    if (CHANGES.includes(kind)) changes.push(index - before);
    if (kind !== 'rename') return undefined;
    if (to?.endsWith('.snap.tmp')) first = index - before;
    // The renames of the migration are followed by the one of the log's first segment.
    if (path.endsWith('.log.tmp')) last = index - before;
    return undefined;
  });
  await (await open(NEW, fs)).close();
  fs.onCall();
  return { calls: fs.callCount - before, changes, isSwitch: (at) => at >= first && at <= last };
}

test('a crash before any call', async () => {
  const { changes, isSwitch } = await callsOfMigration();
  const { fs: disk, entities } = await oldDisk();
  const states = new Set<string>();
  for (const at of changes) {
    const fs = disk.clone();
    const crashAt = fs.callCount + at;
    fs.onCall(({ index }) => (index === crashAt ? 'crash' : undefined));
    try {
      const db = await open(NEW, fs);
      await db.close();
    } catch (error) {
      if (!fs.isOff) throw error;
    }
    const outcomes = isSwitch(at)
      ? [...OUTCOMES, ...SWITCH_OUTCOMES]
      : [...OUTCOMES, [{ seed: at }, { seed: -at }] as const];
    for (const [sectors, entries] of outcomes) {
      const after = fs.crash({ sectors, entries });
      // Tools read a directory whose switch is not complete.
      expect(inspectDirectory(new Directory(after.clone(), DIRECTORY)).faults).toEqual([]);
      states.add(await expectOldOrNew(after, entities));
      // What the migration left unfinished is gone.
      expect([...after.files().keys()].filter((name) => /(wal|snap).*\.tmp$/.test(name))).toEqual([]);
    }
  }
  expect([...states].sort()).toEqual(['new', 'old']);
});

test('an error of any call', async () => {
  const { calls } = await callsOfMigration();
  const { fs: disk, entities } = await oldDisk();
  for (let at = 0; at < calls; at++) {
    const fs = disk.clone();
    const failAt = fs.callCount + at;
    fs.onCall(({ index }) => (index === failAt ? { error: 'EIO' } : undefined));
    try {
      const db = await open(NEW, fs);
      await db.close();
    } catch (error) {
      expect(error).toBeInstanceOf(EcsDbError);
    }
    // The process ends, with nothing lost.
    await expectOldOrNew(fs.crash({ sectors: 'all', entries: 'all' }), entities);
  }
});

test('old files stay for two checkpoints, and are never candidates', async () => {
  const { fs, entities } = await oldDisk();
  const names = (): string[] => [...fs.files().keys()].map((path) => path.slice(DIRECTORY.length + 1)).sort();
  const old = names().filter((name) => /^(wal|snap)/.test(name));
  const db = await open(NEW, fs);
  const remaining = (): readonly string[] => old.filter((name) => names().includes(name));
  expect(remaining()).toEqual(old);
  await db.write((tx) => tx.update(entities[0] as Entity, db.component('t'), { a: 9 }));
  await db.checkpoint();
  expect(remaining()).toEqual(old);
  await db.write((tx) => tx.update(entities[0] as Entity, db.component('t'), { a: 10 }));
  await db.checkpoint();
  expect(remaining()).toEqual([]);
  await db.close();
});

test('a migrated snapshot that is damaged is CORRUPT: older files are not used instead', async () => {
  const { fs } = await oldDisk();
  await (await open(NEW, fs)).close();
  const path = `${DIRECTORY}/snap-0000000000000003.snap`;
  const bytes = fs.files().get(path)?.slice() as Uint8Array;
  bytes[bytes.length - 20] = 0xff;
  fs.writeRaw(path, bytes);
  const error = await rejectionOf(open(NEW, fs));
  expect(error).toMatchObject({ code: 'CORRUPT', message: expect.stringContaining('snap-0000000000000003.snap') });
  // The old files are as they were.
  expect([...fs.files().keys()].filter((name) => name.includes('bad-'))).toEqual([]);
});

test('the feed ends at a migration', async () => {
  const { fs, entities } = await oldDisk();
  const db = await open(NEW, fs);
  expect(db.version).toBe(3);
  const since = async (version: number): Promise<number> => {
    let count = 0;
    for await (const _ of db.history(version)) count++;
    return count;
  };
  for (const version of [0, 1, 2]) await expect(since(version)).rejects.toMatchObject({ code: 'VERSION_GONE' });
  await db.write((tx) => tx.update(entities[0] as Entity, db.component('t'), { a: 9 }));
  expect(await since(3)).toBe(1);
  await db.close();
});
