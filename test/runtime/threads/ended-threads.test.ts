/**
 * Promise: what an ended thread held is released, whichever thread started it, if the operating system reports which
 * threads run. Elsewhere it is released by `releaseThread`.
 */

import { Database, type DynamicComponent, type Entity } from '@ecsdb/runtime';
import { attach, share } from '@ecsdb/runtime/threads';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  ATTACHED,
  claimOf,
  FREE,
  SLOT_STATE,
  SLOT_TASK,
  SLOT_TASK_START,
  SLOT_THREAD,
  slotAt,
} from '../../../runtime/src/threads/shared/layout.js';
import { errorOf, rejectionOf } from '../support/errors.js';
import { schemaOf } from '../support/schema.js';
import { AttachedThread } from './attached-thread.js';

const SCHEMA = schemaOf({ tables: { point: { x: { type: 'u32', default: 0 } } } });
/** Linux reports which threads run. */
const onLinux = process.platform === 'linux' ? describe : describe.skip;
/** No task has this id. */
const NO_TASK = 2 ** 22 - 1;

let db: Database;
let point: DynamicComponent;
let first: Entity;
let thread: AttachedThread;

beforeEach(async () => {
  db = Database.memory(SCHEMA);
  point = db.component('point');
  first = await db.write((tx) => {
    const entity = tx.create();
    tx.insert(entity, point, { x: 1 });
    return entity;
  });
  thread = new AttachedThread(db);
});

afterEach(async () => {
  await thread.terminate();
  await db.close();
});

/** Pins a version in a worker of a worker, `depth` deep. Returns the number of the innermost worker. */
async function holdNested(depth: number): Promise<number> {
  const number = (await thread.ask('nest', depth, thread.flag.buffer)) as number;
  thread.ask('innermost', 'hold', 'point', 60_000).catch(() => {});
  await thread.isReady();
  return number;
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** The words of an attached thread. */
function slotOf(number: number): { words: Int32Array; at: number } {
  const words = new Int32Array(share(db).words);
  for (let slot = 0; slot < 32; slot++) {
    if (Atomics.load(words, slotAt(slot) + SLOT_THREAD) === number) return { words, at: slotAt(slot) };
  }
  throw new Error(`thread ${number} is not attached`);
}

onLinux('if the system reports which threads run', () => {
  test.each([1, 3])(
    'a version that was pinned by a worker, %d deep in a terminated thread, blocks no commit',
    async (depth) => {
      await holdNested(depth);
      await db.update(first, point, { x: 2 });
      const waiting = db.update(first, point, { x: 3 });
      await thread.terminate();
      expect(await waiting).toBe(3);
      expect(await db.update(first, point, { x: 4 })).toBe(4);
      await until(() => db.stats().threads.attached.length === 0);
      expect(db.stats().threads.lost).toBe(depth + 1);
    },
  );

  test('a version that was pinned by a worker, which its own thread has terminated, blocks no commit', async () => {
    await holdNested(1);
    await thread.ask('terminateNested');
    await db.update(first, point, { x: 2 });
    expect(await db.update(first, point, { x: 3 })).toBe(3);
    expect(db.stats().threads.lost).toBe(1);
    expect(await thread.ask('get', first, 'point')).toEqual({ x: 3 });
  });

  test('a commit that blocks the owner continues, too', async () => {
    await holdNested(1);
    db.writeSync((tx) => tx.update(first, point, { x: 2 }));
    await thread.ask('terminateNestedSoon', 50);
    db.writeSync((tx) => tx.update(first, point, { x: 3 }));
    expect(db.version).toBe(3);
    expect(db.stats().threads.lost).toBe(1);
  });

  test('the system is asked once more before TIMEOUT is thrown', async () => {
    const impatient = Database.memory(SCHEMA);
    const entity = impatient.writeSync((tx) => tx.create());
    const parent = new AttachedThread(impatient, share(impatient, { readerTimeoutMs: 1 }));
    await parent.ask('nest', 1, parent.flag.buffer);
    parent.ask('innermost', 'hold', 'point', 60_000).catch(() => {});
    await parent.isReady();
    await parent.ask('terminateNested');
    await impatient.insert(entity, impatient.component('point'));
    expect(await impatient.update(entity, impatient.component('point'), { x: 2 })).toBe(3);
    await parent.terminate();
    await impatient.close();
  });

  test('what an ended thread had sent is committed, and its ids are used again', async () => {
    await thread.ask('nest', 1, thread.flag.buffer);
    const ids: Entity[] = [];
    for (let round = 0; round < 6; round++) {
      ids.push((await thread.ask('innermost', 'create', 'point', { x: round })) as Entity);
      await thread.ask('terminateNested');
      await db.update(first, point, { x: round });
      await thread.ask('nest', 1, thread.flag.buffer);
    }
    expect(ids.every((id) => db.isAlive(id))).toBe(true);
    await thread.terminate();
    await until(() => db.stats().threads.attached.length === 0);
    const other = new AttachedThread(db);
    const created = (await other.ask('createMany', 'point', 2000)) as Entity[];
    // About 2,000 ids were reserved for each of seven threads.
    expect(Math.max(...created)).toBeLessThan(8 * 2100 + 2000);
    await other.terminate();
  });

  test('slots of ended threads are given to others', async () => {
    const handle = share(db);
    await thread.ask('count');
    const all = Array.from({ length: 31 }, () => attach(SCHEMA, handle));
    const words = new Int32Array(handle.words);
    // As if 30 of them had ended unnoticed.
    for (let slot = 2; slot < 32; slot++) Atomics.store(words, slotAt(slot) + SLOT_TASK, NO_TASK);
    expect(errorOf(() => attach(SCHEMA, handle)).code).toBe('CAPACITY_EXCEEDED');
    await db.update(first, point, { x: 2 });
    await until(() => db.stats().threads.attached.length <= 2);
    expect(attach(SCHEMA, handle).count()).toBe(1);
    for (const one of all) void one.close();
  });

  test('a claim is released if its thread ended before it was attached, but not if the thread runs', async () => {
    const { words, at } = slotOf((await thread.ask('thread')) as number);
    const [ended, running] = [slotAt(30) + SLOT_STATE, slotAt(31) + SLOT_STATE];
    Atomics.store(words, ended, claimOf(77, NO_TASK));
    Atomics.store(words, running, claimOf(77, Atomics.load(words, at + SLOT_TASK)));
    const other = new AttachedThread(db);
    await other.ask('count');
    await other.terminate();
    await until(() => Atomics.load(words, ended) === FREE);
    expect(Atomics.load(words, running)).toBeLessThan(0);
    Atomics.store(words, running, FREE);
  });

  test('a thread whose task has the id of an ended task is another thread', async () => {
    const number = (await thread.ask('thread')) as number;
    const { words, at } = slotOf(number);
    const spare = slotAt(31);
    Atomics.store(words, spare + SLOT_THREAD, 4711);
    Atomics.store(words, spare + SLOT_TASK, Atomics.load(words, at + SLOT_TASK));
    Atomics.store(words, spare + SLOT_TASK_START, Atomics.load(words, at + SLOT_TASK_START) - 1);
    Atomics.store(words, spare + SLOT_STATE, ATTACHED);
    const other = new AttachedThread(db);
    await other.ask('count');
    await other.terminate();
    await until(() => db.stats().threads.lost === 2);
    expect(db.stats().threads.attached.map((one) => one.thread)).toContain(number);
    expect(await thread.ask('count')).toBe(1);
  });

  test('a running thread is not released', async () => {
    const number = (await thread.ask('thread')) as number;
    expect(errorOf(() => db.releaseThread(number))).toMatchObject({ code: 'TRANSACTION_ERROR', thread: number });
    expect(await thread.ask('update', first, 'point', { x: 2 })).toBe(2);
  });
});

describe('if the system does not report which threads run', () => {
  test('TIMEOUT names the thread, and commits continue after releasing it by that number', async () => {
    const patient = Database.memory(SCHEMA);
    const entity = patient.writeSync((tx) => tx.create());
    await thread.terminate();
    thread = new AttachedThread(patient, share(patient, { readerTimeoutMs: 100 }));
    const number = await holdNested(1);
    // As on a system that reports nothing.
    const words = new Int32Array(share(patient).words);
    for (let slot = 0; slot < 2; slot++) Atomics.store(words, slotAt(slot) + SLOT_TASK, 0);
    await thread.ask('terminateNested');
    await patient.insert(entity, patient.component('point'));
    const { code, thread: named, outcome } = await rejectionOf(patient.delete(entity, patient.component('point')));
    expect({ code, named, outcome }).toEqual({ code: 'TIMEOUT', named: number, outcome: 'not-committed' });
    expect(patient.releaseThread(number)).toBe(true);
    expect(await patient.delete(entity, patient.component('point'))).toBe(3);
    expect(patient.releaseThread(number)).toBe(false);
    expect(patient.stats().threads.lost).toBe(1);
    await patient.close();
  });

  test('a waiting commit continues at once when the thread is released', async () => {
    const number = await holdNested(1);
    const { words, at } = slotOf(number);
    Atomics.store(words, at + SLOT_TASK, 0);
    await db.update(first, point, { x: 2 });
    const waiting = db.update(first, point, { x: 3 });
    await thread.ask('terminateNested');
    expect(db.releaseThread(number)).toBe(true);
    expect(await waiting).toBe(3);
  });
});

test('a number that belongs to no attached thread releases nothing', () => {
  const alone = Database.memory(SCHEMA);
  expect(alone.releaseThread(1)).toBe(false);
  expect(db.releaseThread(4711)).toBe(false);
  expect(errorOf(() => db.releaseThread('1' as never))).toMatchObject({ code: 'FIELD_TYPE_MISMATCH' });
  expect(errorOf(() => db.releaseThread(undefined as never))).toMatchObject({ code: 'FIELD_TYPE_MISMATCH' });
  expect(errorOf(() => db.releaseThread(Object.create(null)))).toMatchObject({ got: 'an object' });
});
