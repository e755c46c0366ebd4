/**
 * Promise: a thread that must not sleep, such as the main thread of a page, can do everything. Where others sleep, it
 * busy-waits.
 */

import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Database, type Entity } from '@ecsdb/runtime';
import { attach, share } from '@ecsdb/runtime/threads';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { scriptWithPackages } from '../../built.js';
import { errorOf } from '../support/errors.js';
import { schemaOf } from '../support/schema.js';
import { AttachedThread } from './attached-thread.js';

const SCHEMA = schemaOf({ tables: { point: { x: { type: 'u32', default: 0 } } } });

// As in a page. This affects only this thread, because each thread has its own built-in objects.
beforeEach(() => {
  jest.spyOn(Atomics, 'wait').mockImplementation(() => {
    throw new TypeError('Atomics.wait cannot be called in this context');
  });
});
afterEach(() => {
  jest.restoreAllMocks();
});

function memoryWithPoint(): { db: Database; entity: Entity } {
  const db = Database.memory(SCHEMA);
  const entity = db.writeSync((tx) => {
    const created = tx.create();
    tx.insert(created, db.component('point'));
    return created;
  });
  return { db, entity };
}

test('writeSync waits for a pinned version that another thread holds', async () => {
  const { db, entity } = memoryWithPoint();
  const point = db.component('point');
  const thread = new AttachedThread(db);
  const { held } = await thread.hold('point', 100);
  for (let x = 1; x <= 3; x++) db.writeSync((tx) => tx.update(entity, point, { x }));
  expect(db.get(entity, point)).toEqual({ x: 3 });
  expect(await held).toMatchObject({ version: 1 });
  await thread.terminate();
  await db.close();
});

test('writeSync throws TIMEOUT if a version is pinned for too long', async () => {
  const { db, entity } = memoryWithPoint();
  const point = db.component('point');
  const thread = new AttachedThread(db, share(db, { readerTimeoutMs: 30 }));
  await thread.hold('point');
  db.writeSync((tx) => tx.update(entity, point, { x: 1 }));
  const error = errorOf(() => db.writeSync((tx) => tx.update(entity, point, { x: 2 })));
  expect(error).toMatchObject({ code: 'TIMEOUT', thread: thread.threadId, outcome: 'not-committed' });
  expect(db.get(entity, point)).toEqual({ x: 1 });
  await thread.terminate();
  await db.close();
});

test('it attaches to a database that a worker owns, waits for ids and for space in the ring, and listens', async () => {
  const { descriptor } = SCHEMA;
  const owner = new Worker(scriptWithPackages(new URL('owner.mjs', import.meta.url)), {
    workerData: { descriptor, options: { ringBytes: 4096 } },
    execArgv: [],
  });
  const [handle] = await once(owner, 'message');
  const db = attach(SCHEMA, handle, { whenFull: 'block' });
  const point = db.component('point');
  const created = await db.write((tx) => {
    const entities = Array.from({ length: 5000 }, () => tx.create());
    for (const entity of entities) tx.insert(entity, point, { x: 1 });
    return entities;
  });
  expect(new Set(created).size).toBe(5000);
  const [entity] = created as [Entity];
  const versions = await Promise.all(Array.from({ length: 1000 }, (_, x) => db.update(entity, point, { x })));
  expect(versions).toEqual(Array.from({ length: 1000 }, (_, i) => i + 2));
  expect(db.get(entity, point)).toEqual({ x: 999 });
  const heard: number[] = [];
  db.onCommit(({ version }) => heard.push(version), { old: true });
  await db.update(entity, point, { x: 1 });
  expect(heard).toEqual([1002]);
  await db.close();
  owner.postMessage('close');
  await once(owner, 'exit');
});

test('writeSync waits for the disk', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'ecsdb-page-'));
  const db = await Database.open(SCHEMA, { directory });
  const point = db.component('point');
  for (let x = 0; x < 50; x++) {
    db.writeSync((tx) => tx.insert(tx.create(), point, { x }));
    expect(db.durableVersion).toBe(x + 1);
  }
  await db.close();
  rmSync(directory, { recursive: true });
});
