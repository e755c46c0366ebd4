/** Promise: a ring that is full delays a thread, and nothing is lost: who waits for space is woken, and every outcome is told as it is. */

import { Database, type DynamicComponent, type Entity } from '@ecsdb/runtime';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { schemaOf } from '../support/schema.js';
import { AttachedThread } from './attached-thread.js';

const SCHEMA = schemaOf({ tables: { point: { x: { type: 'u32', default: 0 } } } });
/** More replies than the ring for them holds, which is 16,384. */
const MANY = 20_000;
/** Holds so many transactions, and more. */
const WIDE = 2 ** 22;
/** Far longer than anything here takes: a wake-up that is lost fails the test. */
const LONG_MS = 20_000;

let db: Database;
let point: DynamicComponent;
let first: Entity;

beforeEach(async () => {
  db = Database.memory(SCHEMA);
  point = db.component('point');
  first = await db.write((tx) => {
    const entity = tx.create();
    tx.insert(entity, point, { x: 1 });
    return entity;
  });
});

afterEach(() => db.close());

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** Blocks this thread, the owner's, until the other one is at what it was asked for. */
function blockUntilReady({ flag }: AttachedThread): void {
  Atomics.wait(flag, 0, 0, LONG_MS);
}

describe('a thread that has read no reply to 20,000 transactions', () => {
  test.each(['wait', 'block'] as const)('is told of all when it reads on: %s', async (whenFull) => {
    const thread = new AttachedThread(db, db.share({ ringBytes: WIDE }), { whenFull, timeoutMs: LONG_MS });
    const flood = thread.ask('floodUnread', first, 'point', MANY);
    await until(() => db.version === 1 + MANY);
    thread.letGo();
    expect(await flood).toEqual({ committed: MANY, refused: [] });
    // The ring goes on.
    expect(await thread.ask('update', first, 'point', { x: 2 })).toBe(MANY + 2);
    await thread.terminate();
  });

  test('is told of all before the database is closed', async () => {
    const thread = new AttachedThread(db, db.share({ ringBytes: WIDE, readerTimeoutMs: LONG_MS }));
    const flood = thread.ask('floodUnread', first, 'point', MANY);
    await until(() => db.version === 1 + MANY);
    const closing = db.close();
    thread.letGo();
    expect(await flood).toEqual({ committed: MANY, refused: [] });
    await closing;
    await expect(thread.ask('count')).rejects.toMatchObject({ code: 'CHANNEL_CLOSED' });
    await thread.terminate();
  });

  test('delays closing for as long as readers may, and each outcome is told or unknown', async () => {
    const thread = new AttachedThread(db, db.share({ ringBytes: WIDE, readerTimeoutMs: 30 }));
    const flood = thread.ask('floodUnread', first, 'point', MANY);
    await until(() => db.version === 1 + MANY);
    await db.close();
    thread.letGo();
    // The owner's thread goes on, and may still have told the rest.
    const { committed, unknown = 0 } = (await flood) as { committed: number; unknown?: number };
    expect(committed).toBeGreaterThanOrEqual(16_384);
    expect(committed + unknown).toBe(MANY);
    await thread.terminate();
  });

  test('and ends does not delay closing', async () => {
    const thread = new AttachedThread(db, db.share({ ringBytes: WIDE, readerTimeoutMs: 1_000_000 }));
    thread.ask('floodUnread', first, 'point', MANY).catch(() => {});
    await until(() => db.version === 1 + MANY);
    const closing = db.close();
    await thread.terminate();
    await closing;
  });
});

test('a thread that has read none of many long errors is told all of them', async () => {
  const thread = new AttachedThread(db, db.share({ ringBytes: WIDE }), { timeoutMs: LONG_MS });
  const refusals = thread.ask('refusalsUnread', first, 'point', 3000);
  blockUntilReady(thread);
  // The owner has replied to all when it commits this one.
  await until(() => db.stats().threads.attached[0]?.bytesWaiting === 0);
  thread.letGo();
  expect(await refusals).toEqual({ committed: 0, refused: [expect.stringContaining('COMPONENT_EXISTS')] });
  await thread.terminate();
});

describe('an owner that takes nothing', () => {
  test.each([
    ['wait', 500],
    ['block', 80],
  ] as const)(
    'commits later what was sent, and nothing that timed out before it was sent: %s',
    async (whenFull, count) => {
      const thread = new AttachedThread(db, db.share({ ringBytes: 4096 }), { whenFull, timeoutMs: 40 });
      // It has ids then.
      await thread.ask('create', 'point', { x: 1 });
      Atomics.store(thread.flag, 0, 0);
      const flood = thread.ask('flood', 'point', count, false);
      blockUntilReady(thread);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
      const { committed, unknown } = (await flood) as { committed: number; unknown: number };
      expect(committed).toBe(0);
      expect(unknown).toBeGreaterThan(0);
      expect(unknown).toBeLessThan(count);
      await until(() => db.count(point) === 2 + unknown);
      // What was withdrawn is not sent later either.
      expect(await thread.ask('create', 'point', { x: 1 })).toBeDefined();
      expect(db.count(point)).toBe(3 + unknown);
      await thread.terminate();
    },
  );

  test('and closes leaves no outcome unknown', async () => {
    const thread = new AttachedThread(db, db.share({ ringBytes: 4096 }));
    await thread.ask('create', 'point', { x: 1 });
    Atomics.store(thread.flag, 0, 0);
    const flood = thread.ask('flood', 'point', 500, false);
    blockUntilReady(thread);
    const closing = db.close();
    const { committed, unknown } = (await flood) as { committed: number; unknown?: number };
    expect(committed).toBe(db.version - 2);
    expect(unknown).toBeUndefined();
    await closing;
    await thread.terminate();
  });
});
