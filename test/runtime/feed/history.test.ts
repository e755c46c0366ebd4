/** `history` iterates over the commits of a directory, as far as the log reaches back and is on the device. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Commit, Database, type OpenOptions, schemaFromDescriptor } from '@ecsdb/runtime';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { expect, test } from '@jest/globals';
import { Body, physics } from '../support/body.js';
import { errorOf, rejectionOf } from '../support/errors.js';
import { describeSchema, schemaOf } from '../support/schema.js';

type Logged = Commit<undefined>;

function open(fileSystem: SimulatedFileSystem, options: Partial<OpenOptions> = {}): Promise<Database> {
  return Database.open(physics, { directory: 'db', fileSystem, segmentBytes: 4096, ...options });
}

async function versionsOf(history: AsyncIterable<Logged>): Promise<number[]> {
  const versions: number[] = [];
  for await (const { version } of history) versions.push(version);
  return versions;
}

function upTo(last: number, first = 1): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

async function insertBodies(db: Database, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await db.write((tx) => {
      tx.insert(tx.create(), Body, { mass: i });
    });
  }
}

test('commits of all openings are read in order, from any version on', async () => {
  const fs = new SimulatedFileSystem();
  for (const total of [40, 80, 120]) {
    const db = await open(fs);
    await insertBodies(db, 40);
    for (const after of [0, 1, 39, 40, 41, 79, 119, total - 1, total]) {
      if (after <= total) expect(await versionsOf(db.history(after))).toEqual(upTo(total, after + 1));
    }
    await db.close();
  }
});

test('commits after the call are not read, and each loop reads the same ones', async () => {
  const db = await open(new SimulatedFileSystem());
  await insertBodies(db, 3);
  const history = db.history(1);
  await insertBodies(db, 3);
  const seen: number[] = [];
  for await (const { version } of history) {
    seen.push(version);
    await insertBodies(db, 30);
  }
  expect(seen).toEqual([2, 3]);
  expect(await versionsOf(history)).toEqual([2, 3]);
  await db.close();
});

test('commits that are not on the device yet are not read', async () => {
  const db = await open(new SimulatedFileSystem(), { durability: 'none' });
  await insertBodies(db, 3);
  const { durableVersion } = db;
  expect(await versionsOf(db.history(durableVersion))).toEqual([]);
  expect(await versionsOf(db.history(db.version))).toEqual([]);
  await db.flush();
  expect(await versionsOf(db.history(0))).toEqual([1, 2, 3]);
  await db.close();
});

test('a commit shows operations, whole new rows, and the changed bytes of updated ones', async () => {
  const db = await open(new SimulatedFileSystem());
  const entity = await db.write((tx) => {
    const entity = tx.create();
    tx.insert(entity, Body, { mass: 1 });
    return entity;
  });
  await db.update(entity, Body, { mass: 2 });
  await db.destroy(entity);
  const commits: Logged[] = [];
  for await (const commit of db.history(0)) commits.push(commit);
  await db.close();
  const shown = commits.map((commit) =>
    [...commit.operations()].map((operation) => {
      if (!operation.is(Body)) return [operation.kind, operation.entity === entity];
      const { kind, data, changed, range, rangeBytes, old, record } = operation;
      return [kind, data?.mass, changed, range?.length === rangeBytes?.length, old, record === undefined];
    }),
  );
  expect(shown).toEqual([
    [
      ['create', true],
      ['insert', 1, undefined, true, undefined, false],
    ],
    [['update', undefined, { mass: 2 }, true, undefined, true]],
    [
      ['delete', undefined, undefined, true, undefined, true],
      ['destroy', true],
    ],
  ]);
  expect(commits.map(({ at, tables }) => [at, tables])).toEqual([1, 2, 3].map(() => [undefined, ['body']]));
});

test('a nullable field is known from its null bit, and unless it is null from all its bytes', async () => {
  const tables = { person: { name: 'string<20>', age: { type: 'u32', nullable: true }, team: 'u32' } } as const;
  const schema = schemaOf({ tables });
  const db = await Database.open(schema, { directory: 'db', fileSystem: new SimulatedFileSystem() });
  const person = db.component('person');
  const entity = await db.create();
  await db.insert(entity, person, { name: 'Ada', age: null, team: 1 });
  const { version } = db;
  // The null bitmap follows the last field.
  await db.update(entity, person, { age: 7 });
  await db.update(entity, person, { age: 8 });
  await db.update(entity, person, { age: 9, team: 2 });
  await db.update(entity, person, { age: null, team: 3 });
  await db.update(entity, person, { name: 'Bob' });
  const changed: unknown[] = [];
  for await (const commit of db.history(version)) {
    for (const operation of commit.operations()) changed.push([operation.fields, operation.changed]);
  }
  expect(changed).toEqual([
    [['age', 'team'], { age: 7, team: 1 }],
    [['age'], {}],
    [['age', 'team'], { team: 2 }],
    [['age', 'team'], { age: null, team: 3 }],
    [['name'], {}],
  ]);
  await db.close();
});

test('a version that the log does not reach back to, or that does not exist yet, throws VERSION_GONE', async () => {
  const db = await open(new SimulatedFileSystem());
  await insertBodies(db, 200);
  await db.checkpoint();
  await insertBodies(db, 200);
  await db.checkpoint();
  const gone = await rejectionOf(versionsOf(db.history(0)));
  const { oldestVersion = 0 } = gone;
  expect(gone.code).toBe('VERSION_GONE');
  expect(oldestVersion).toBeGreaterThan(1);
  expect(await versionsOf(db.history(oldestVersion - 1))).toEqual(upTo(db.version, oldestVersion));
  expect(await rejectionOf(versionsOf(db.history(oldestVersion - 2)))).toMatchObject({ oldestVersion });
  const future = await rejectionOf(versionsOf(db.history(db.version + 1)));
  expect(future).toMatchObject({ code: 'VERSION_GONE', oldestVersion });
  await db.close();
});

test('a loop that is overtaken by deletions throws VERSION_GONE, and before that delivers without a gap', async () => {
  const db = await open(new SimulatedFileSystem());
  const large = { mass: 1 };
  for (let i = 0; i < 60; i++) {
    await db.write((tx) => {
      for (let j = 0; j < 400; j++) tx.insert(tx.create(), Body, large);
    });
  }
  const seen: number[] = [];
  const reading = (async () => {
    for await (const { version } of db.history(0)) {
      seen.push(version);
      if (version > 1) continue;
      await db.checkpoint();
      await insertBodies(db, 1);
      await db.checkpoint();
    }
  })();
  const { code, oldestVersion = 0 } = await rejectionOf(reading);
  expect([code, seen]).toEqual(['VERSION_GONE', upTo(seen.length)]);
  expect(oldestVersion).toBeGreaterThan(seen.length + 1);
  await db.close();
});

test('a loop may be left early, and one that outlives the database ends with an error', async () => {
  const fs = new SimulatedFileSystem();
  const db = await open(fs);
  await insertBodies(db, 50);
  for await (const { version } of db.history(0)) if (version === 3) break;
  const abandoned = db.history(0)[Symbol.asyncIterator]();
  expect((await abandoned.next()).value?.version).toBe(1);
  await db.close();
  expect((await rejectionOf(abandoned.next())).code).toBe('CHANNEL_CLOSED');
  expect(errorOf(() => db.history(0)).code).toBe('CHANNEL_CLOSED');
});

test('on a real file system, while commits continue: large transactions, and a start deep in a segment', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'ecsdb-history-'));
  const db = await Database.open(physics, { directory, durability: 'none' });
  const rows = [20_000, 1, 20_000, 1, 20_000, 1, 1];
  for (const count of rows) {
    await db.write((tx) => {
      for (let i = 0; i < count; i++) tx.insert(tx.create(), Body, { mass: i });
    });
  }
  await db.flush();
  const counts = async (after: number): Promise<number[]> => {
    const found: number[] = [];
    for await (const commit of db.history(after)) {
      found.push([...commit.operations()].filter(({ kind }) => kind === 'insert').length);
      void insertBodies(db, 1);
    }
    return found;
  };
  expect(await counts(0)).toEqual(rows);
  await db.flush();
  expect(await versionsOf(db.history(rows.length))).toEqual(upTo(db.durableVersion, rows.length + 1));
  const reading = counts(0);
  const closing = new Promise((resolve) => setImmediate(resolve)).then(() => db.close());
  expect((await rejectionOf(reading)).code).toBe('CHANNEL_CLOSED');
  await closing;
  rmSync(directory, { recursive: true });
});

test('segments that were written under an older compatible schema are read', async () => {
  const fileSystem = new SimulatedFileSystem();
  const rows: unknown[] = [];
  for (const variants of [{ Red: 0 }, { Red: 0, Blue: 1 }]) {
    const enums = [{ name: 'Team', repr: 'u8', variants }] as const;
    const described = describeSchema({ enums, tables: { person: { team: 'Team' } } });
    const hash = Object.keys(variants).length.toString(16).padStart(32, '0');
    const schema = schemaFromDescriptor({ ...described, hash });
    const db = await Database.open(schema, { directory: 'db', fileSystem });
    const person = db.component('person');
    await db.insert(await db.create(), person, { team: Object.keys(variants).length - 1 });
    for await (const commit of db.history(0)) for (const { data } of commit.operations()) rows.push(data);
    await db.close();
  }
  const [create, red, blue] = [undefined, { team: 0 }, { team: 1 }];
  expect(rows).toEqual([create, red, create, red, create, blue]);
});

test('the log is read back to the first gap between its segments', async () => {
  const fs = new SimulatedFileSystem();
  for (let opening = 0; opening < 4; opening++) {
    const db = await open(fs);
    await insertBodies(db, 5);
    await db.close();
  }
  const db = await open(fs);
  const segments = fs.list('db').filter((name) => name.startsWith('wal-'));
  fs.unlink(`db/${segments[1]}`);
  expect(await rejectionOf(versionsOf(db.history(2)))).toMatchObject({ code: 'VERSION_GONE', oldestVersion: 11 });
  expect(await versionsOf(db.history(10))).toEqual(upTo(20, 11));
  await db.close();
});

test('a log that ends before a version that was on the device is CORRUPT', async () => {
  const fs = new SimulatedFileSystem();
  const db = await open(fs, { segmentBytes: 65_536 });
  await insertBodies(db, 50);
  const [name = ''] = fs.list('db').filter((file) => file.startsWith('wal-'));
  const file = fs.open(`db/${name}`, 'update');
  file.write(new Uint8Array(file.size() - 2000), 2000);
  file.close();
  expect(await rejectionOf(versionsOf(db.history(0)))).toMatchObject({ code: 'CORRUPT', lastVersion: 50 });
  await db.close();
});

test('damage is CORRUPT, with the file, the place and the versions at risk', async () => {
  const fs = new SimulatedFileSystem();
  const db = await open(fs);
  await insertBodies(db, 50);
  const [name = ''] = fs.list('db').filter((file) => file.startsWith('wal-'));
  const file = fs.open(`db/${name}`, 'update');
  file.write(new Uint8Array([1, 2, 3]), 2000);
  file.close();
  const seen: number[] = [];
  const reading = (async () => {
    for await (const { version } of db.history(0)) seen.push(version);
  })();
  const error = await rejectionOf(reading);
  expect(error).toMatchObject({ code: 'CORRUPT', path: expect.stringContaining(name), lastVersion: 50 });
  expect(error.command).toMatch(/^ecsdb repair /);
  expect(error.firstVersion).toBeGreaterThan(1);
  await db.close();
});

test('a database in memory has no history', () => {
  const db = Database.memory(physics);
  expect(errorOf(() => db.history(0))).toMatchObject({ code: 'TRANSACTION_ERROR' });
});

test.each([-1, 0.5, Number.NaN, '0', undefined])('%p is no version', async (version) => {
  const db = await open(new SimulatedFileSystem());
  expect(errorOf(() => db.history(version as number)).code).toBe(
    errorOf(() => db.commitsSince(version as number)).code,
  );
  await db.close();
});
