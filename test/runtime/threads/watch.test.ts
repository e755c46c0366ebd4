/** Watches in other threads. That they report the right rows is tested in test/runtime/watch/model.test.ts. */

import { Database, type Entity } from '@ecsdb/runtime';
import { attach, share } from '@ecsdb/runtime/threads';
import { afterEach, expect, test } from '@jest/globals';
import { errorOf } from '../support/errors.js';
import { schemaOf } from '../support/schema.js';
import { AttachedThread } from './attached-thread.js';

const SCHEMA = schemaOf({
  tables: { point: { x: { type: 'u32', default: 0 } }, other: { x: { type: 'u32', default: 0 } } },
});

const databases: Database[] = [];
const threads: AttachedThread[] = [];

afterEach(async () => {
  await Promise.all(threads.splice(0).map((thread) => thread.terminate()));
  await Promise.all(databases.splice(0).map((db) => db.close()));
});

function open(options = {}): Database {
  const db = Database.memory(SCHEMA, options);
  databases.push(db);
  return db;
}

function attached(db: Database): AttachedThread {
  const thread = new AttachedThread(db);
  threads.push(thread);
  return thread;
}

function addPoint(db: Database, x = 1): Promise<Entity> {
  return db.write((tx) => {
    const entity = tx.create();
    tx.insert(entity, db.component('point'), { x });
    return entity;
  });
}

test('a thread is told what changed, and can read it', async () => {
  const db = open();
  const first = await addPoint(db);
  const thread = attached(db);
  await thread.ask('watch', 'all', 'point');
  await thread.ask('watch', 'one', 'point', first);
  await db.insert(first, db.component('other'));
  const second = await addPoint(db);
  const heard = (await thread.ask('heardUpTo', 'all', db.version)) as { inserted: Entity[]; count: number }[];
  expect(heard.flatMap(({ inserted }) => inserted)).toEqual([second]);
  expect(heard.at(-1)).toMatchObject({ count: 2, reset: false });
  await db.update(first, db.component('point'), { x: 2 });
  expect(await thread.ask('heardUpTo', 'one', db.version)).toMatchObject([
    { inserted: [], changed: [first], deleted: [], reset: false },
  ]);
});

test('a watch is called before the promise of a write of its own thread settles', async () => {
  const db = open();
  const thread = attached(db);
  await thread.ask('watch', 'own', 'point');
  for (const calls of [1, 2, 3]) expect(await thread.ask('writeAndWatch', 'point', { x: 1 })).toBe(calls);
});

test('a thread that is too slow gets a reset, and continues', async () => {
  const db = open({ feed: { maxBytes: 1024 } });
  await addPoint(db);
  const thread = attached(db);
  const blocked = thread.ask('watchAndBlock', 'all', 'point', 60_000);
  await thread.isReady();
  for (let i = 0; i < 100; i++) await addPoint(db, i);
  thread.release();
  await blocked;
  const missed = (await thread.ask('heardUpTo', 'all', db.version)) as object[];
  expect(missed).toMatchObject([{ inserted: [], changed: [], deleted: [], reset: true, count: 101 }]);
  const next = await addPoint(db);
  expect(((await thread.ask('heardUpTo', 'all', db.version)) as object[]).slice(1)).toMatchObject([
    { inserted: [next], reset: false },
  ]);
});

test('after the last watch was stopped, nothing is reported, and another watch begins anew', async () => {
  const db = open();
  const thread = attached(db);
  await thread.ask('watch', 'first', 'point');
  await addPoint(db);
  await thread.ask('heardUpTo', 'first', 1);
  await thread.ask('stopListening', 'first');
  await addPoint(db);
  await thread.ask('watch', 'second', 'point');
  const third = await addPoint(db);
  expect(await thread.ask('heardUpTo', 'second', 3)).toMatchObject([{ inserted: [third] }]);
  expect(await thread.ask('heardUpTo', 'first', 1)).toHaveLength(1);
});

test('a watch of an entity that was destroyed in missed commits says so, and ends', async () => {
  const db = open({ feed: { maxBytes: 1024 } });
  const [gone, kept] = [await addPoint(db), await addPoint(db)];
  db.commitsSince(db.version);
  const view = attach(SCHEMA, share(db));
  const calls: { readonly reset: boolean; readonly destroyed: boolean }[] = [];
  for (const entity of [gone, kept]) {
    view.watch(entity, ({ reset, destroyed }) => calls.push({ reset, destroyed }));
  }
  db.writeSync((tx) => tx.destroy(gone));
  for (let i = 0; i < 100; i++) db.writeSync((tx) => tx.update(kept, db.component('point'), { x: i }));
  while (calls.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
  expect(calls).toEqual([
    { reset: true, destroyed: true },
    { reset: true, destroyed: false },
  ]);
  await view.close();
});

test('a thread refuses what the owner refuses', async () => {
  const db = open();
  db.commitsSince(0);
  const view = attach(SCHEMA, share(db));
  expect(errorOf(() => view.watch(12 as Entity, () => {})).code).toBe('ENTITY_NOT_FOUND');
  expect(errorOf(() => view.watch(db.query(db.component('point')), () => {})).code).toBe('TRANSACTION_ERROR');
  expect(errorOf(() => view.watch(open().component('point'), () => {})).code).toBe('SCHEMA_ERROR');
  await view.close();
  expect(errorOf(() => view.watch(view.component('point'), () => {})).code).toBe('CHANNEL_CLOSED');
});
