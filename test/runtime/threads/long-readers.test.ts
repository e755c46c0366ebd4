/** Threads that pin versions for long, beside an owner with three sides: what stops its commits, and what does not. */

import { Database, type DynamicComponent, type Entity } from '@ecsdb/runtime';
import { share } from '@ecsdb/runtime/threads';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { errorOf, rejectionOf } from '../support/errors.js';
import { schemaOf } from '../support/schema.js';
import { AttachedThread } from './attached-thread.js';

let db: Database;
let point: DynamicComponent;
let first: Entity;
let threads: AttachedThread[] = [];

beforeEach(() => {
  db = Database.memory(schemaOf({ tables: { point: { x: 'u32' } } }));
  point = db.component('point');
  first = db.writeSync((tx) => {
    const entity = tx.create();
    tx.insert(entity, point, { x: 0 });
    return entity;
  });
});

afterEach(async () => {
  for (const thread of threads) await thread.terminate();
  await db.close();
});

/** Starts two threads. Commits wait for readers for so many milliseconds. */
function start(readerTimeoutMs = 60_000): void {
  const handle = share(db, { sides: 3, readerTimeoutMs });
  threads = [new AttachedThread(db, handle), new AttachedThread(db, handle)];
}

function thread(number: 0 | 1): AttachedThread {
  return threads[number] as AttachedThread;
}

function commit(x: number): Promise<number> {
  return db.update(first, point, { x });
}

test('a thread that has pinned a version does not stop the owner', async () => {
  start();
  const { held } = await thread(0).hold('point');
  for (let x = 1; x <= 200; x++) await commit(x);
  for (let x = 201; x <= 400; x++) db.writeSync((tx) => tx.update(first, point, { x }));
  thread(0).release();
  const { before, after, version } = (await held) as { before: unknown; after: unknown; version: number };
  expect({ version, before }).toEqual({ version: 1, before: after });
  expect(db.get(first, point)).toEqual({ x: 400 });
});

test('tables grow and shrink while a version is pinned', async () => {
  start();
  const { held } = await thread(0).hold('point');
  const created: Entity[] = [];
  for (let n = 1; n <= 6; n++) {
    created.push(
      ...(await db.write((tx) =>
        Array.from({ length: 4 ** n }, () => {
          const entity = tx.create();
          tx.insert(entity, point, { x: n });
          return entity;
        }),
      )),
    );
    await db.write((tx) => {
      for (const entity of created.splice(0, created.length / 2)) tx.destroy(entity);
    });
  }
  thread(0).release();
  const { before, after } = (await held) as { before: unknown[]; after: unknown };
  expect(before).toHaveLength(1);
  expect(after).toEqual(before);
  expect(db.count(point)).toBe(1 + created.length);
});

test('two threads that have pinned the same version do not stop the owner', async () => {
  start();
  await thread(0).hold('point');
  await thread(1).hold('point');
  for (let x = 1; x <= 50; x++) await commit(x);
  expect(db.version).toBe(51);
});

test('two threads that have pinned different old versions do', async () => {
  start(20);
  await thread(0).hold('point');
  await commit(1);
  await thread(1).hold('point');
  await commit(2);
  expect(await rejectionOf(commit(3))).toMatchObject({ code: 'TIMEOUT', outcome: 'not-committed' });
  expect(errorOf(() => db.writeSync((tx) => tx.update(first, point, { x: 4 })))).toMatchObject({ code: 'TIMEOUT' });
  expect(db.get(first, point)).toEqual({ x: 2 });
});

test('they do until one of them leaves', async () => {
  start();
  await thread(0).hold('point');
  await commit(1);
  const { held } = await thread(1).hold('point');
  await commit(2);
  const waiting = commit(3);
  thread(1).release();
  expect(await waiting).toBe(4);
  await held;
  for (let x = 4; x <= 20; x++) await commit(x);
});

test('they do until one of them is killed', async () => {
  start();
  await thread(0).hold('point');
  await commit(1);
  await thread(1).hold('point');
  await commit(2);
  const waiting = commit(3);
  await thread(0).terminate();
  expect(await waiting).toBe(4);
  for (let x = 4; x <= 20; x++) await commit(x);
});

test('the owner closes while two versions are pinned', async () => {
  start(20);
  const holds = [await thread(0).hold('point')];
  await commit(1);
  holds.push(await thread(1).hold('point'));
  await commit(2);
  const waiting = rejectionOf(commit(3));
  await db.close();
  expect(await waiting).toMatchObject({ code: 'TIMEOUT' });
  for (const one of threads) one.release();
  const found = (await Promise.all(holds.map(({ held }) => held))) as { before: unknown; after: unknown }[];
  for (const { before, after } of found) expect(after).toEqual(before);
});
