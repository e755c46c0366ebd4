/**
 * Promise: a full ring delays a thread and loses nothing. A thread that waits for space is woken, and every outcome is
 * reported correctly.
 */

import { Database, type DynamicComponent, type Entity } from '@ecsdb/runtime';
import { share } from '@ecsdb/runtime/threads';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { schemaOf } from '../support/schema.js';
import { AttachedThread } from './attached-thread.js';

const SCHEMA = schemaOf({ tables: { point: { x: { type: 'u32', default: 0 } } } });
/** More replies than their ring has space for, which is 16,384. */
const MANY = 20_000;
/** A ring with space for more transactions than that. */
const WIDE = 2 ** 22;
/** Much longer than anything here takes, so that a lost wake-up fails the test. */
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

/** Blocks this thread, the owner, until the other thread executes its order. */
function blockUntilReady({ flag }: AttachedThread): void {
  Atomics.wait(flag, 0, 0, LONG_MS);
}

describe('a thread that has read no reply to 20,000 transactions', () => {
  test.each(['wait', 'block'] as const)('gets all of them when it reads again: %s', async (whenFull) => {
    const thread = new AttachedThread(db, share(db, { ringBytes: WIDE }), { whenFull, timeoutMs: LONG_MS });
    const flood = thread.ask('floodUnread', first, 'point', MANY);
    await until(() => db.version === 1 + MANY);
    thread.release();
    expect(await flood).toEqual({ committed: MANY, rejected: [] });
    // The ring works as before.
    expect(await thread.ask('update', first, 'point', { x: 2 })).toBe(MANY + 2);
    await thread.terminate();
  });

  test('gets all of them before the database is closed', async () => {
    const thread = new AttachedThread(db, share(db, { ringBytes: WIDE, readerTimeoutMs: LONG_MS }));
    const flood = thread.ask('floodUnread', first, 'point', MANY);
    await until(() => db.version === 1 + MANY);
    const closing = db.close();
    thread.release();
    expect(await flood).toEqual({ committed: MANY, rejected: [] });
    await closing;
    await expect(thread.ask('count')).rejects.toMatchObject({ code: 'CHANNEL_CLOSED' });
    await thread.terminate();
  });

  test('delays closing for at most readerTimeoutMs, and each outcome is reported or unknown', async () => {
    const thread = new AttachedThread(db, share(db, { ringBytes: WIDE, readerTimeoutMs: 30 }));
    const flood = thread.ask('floodUnread', first, 'point', MANY);
    await until(() => db.version === 1 + MANY);
    await db.close();
    thread.release();
    // The owner's thread continues, and may still have sent the rest.
    const { committed, unknown = 0 } = (await flood) as { committed: number; unknown?: number };
    expect(committed).toBeGreaterThanOrEqual(16_384);
    expect(committed + unknown).toBe(MANY);
    await thread.terminate();
  });

  test('and then ends does not delay closing', async () => {
    const thread = new AttachedThread(db, share(db, { ringBytes: WIDE, readerTimeoutMs: 1_000_000 }));
    thread.ask('floodUnread', first, 'point', MANY).catch(() => {});
    await until(() => db.version === 1 + MANY);
    const closing = db.close();
    await thread.terminate();
    await closing;
  });
});

test('a thread that has read none of many long errors gets all of them', async () => {
  const thread = new AttachedThread(db, share(db, { ringBytes: WIDE }), { timeoutMs: LONG_MS });
  const rejections = thread.ask('rejectionsUnread', first, 'point', 3000);
  blockUntilReady(thread);
  // The owner has replied to all when it commits this one.
  await until(() => db.stats().threads.attached[0]?.bytesWaiting === 0);
  thread.release();
  expect(await rejections).toEqual({ committed: 0, rejected: [expect.stringContaining('COMPONENT_EXISTS')] });
  await thread.terminate();
});

describe('an owner that takes nothing', () => {
  test.each([
    ['wait', 500],
    ['block', 80],
  ] as const)(
    'commits later what was sent, and nothing that timed out before it was sent: %s',
    async (whenFull, count) => {
      const thread = new AttachedThread(db, share(db, { ringBytes: 4096 }), { whenFull, timeoutMs: 40 });
      // So that it has ids.
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
      // Withdrawn transactions are not sent later.
      expect(await thread.ask('create', 'point', { x: 1 })).toBeDefined();
      expect(db.count(point)).toBe(3 + unknown);
      await thread.terminate();
    },
  );

  test('and closes leaves no outcome unknown', async () => {
    const thread = new AttachedThread(db, share(db, { ringBytes: 4096 }));
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
