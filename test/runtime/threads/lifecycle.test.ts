/**
 * Promise: threads and the owner can attach, leave and end at any time. No thread waits for ever, no acknowledged
 * transaction is lost, and no thread uses a slot that is not its own.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database, type DynamicComponent, type Entity } from '@ecsdb/runtime';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { attach, type DatabaseHandle, share } from '@ecsdb/runtime/threads';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  ATTACHED,
  claimOf,
  FREE,
  SLOT_STATE,
  SLOT_THREAD,
  slotAt,
} from '../../../runtime/src/threads/shared/layout.js';
import { errorOf, rejectionOf } from '../support/errors.js';
import { schemaOf } from '../support/schema.js';
import { AttachedThread } from './attached-thread.js';

const SCHEMA = schemaOf({ tables: { point: { x: { type: 'u32', default: 0 } } } });
const OTHER = schemaOf({ tables: { point: { x: { type: 'f64', default: 0 }, y: 'u8' }, line: {} } });

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

async function lost(count: number): Promise<void> {
  while (db.stats().threads.lost < count) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('a thread that ends', () => {
  test('while it pins a version is noticed, and the commit that waited continues', async () => {
    const thread = new AttachedThread(db);
    await thread.hold('point');
    await db.update(first, point, { x: 2 });
    const waiting = db.update(first, point, { x: 3 });
    expect(db.stats().threads.attached).toMatchObject([{ isReading: true }]);
    await thread.terminate();
    expect(await waiting).toBe(3);
    await lost(1);
    expect(db.stats().threads).toEqual({ attached: [], lost: 1 });
  });

  test.each(['exit', 'crash'])('without closing its access releases its slot and counts as lost: %s', async (how) => {
    const thread = new AttachedThread(db);
    await thread.ask('create', 'point', { x: 5 });
    thread.ask(how).catch(() => {});
    await thread.ended();
    expect(await db.update(first, point, { x: 2 })).toBe(3);
    expect(db.count(point)).toBe(2);
    await lost(1);
    while (db.stats().threads.attached.length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(db.stats().threads.lost).toBe(1);
  });

  test('cannot read in its last exit listener, because another thread may have its slot', async () => {
    const thread = new AttachedThread(db);
    thread.ask('exitAndRead', 'point').catch(() => {});
    await thread.ended();
    expect(thread.flag[2]).toBe(1);
  });

  test('in the middle of many transactions loses none that was acknowledged, and its ids are used again', async () => {
    let acknowledged = 0;
    for (let round = 1; round <= 5; round++) {
      const thread = new AttachedThread(db);
      await thread.ask('count');
      const write = async (): Promise<void> => {
        for (;;) {
          await thread.ask('create', 'point', { x: round });
          acknowledged++;
        }
      };
      for (let i = 0; i < 8; i++) write().catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 60));
      await thread.terminate();
      await lost(round);
    }
    await db.flush();
    expect(db.count(point)).toBeGreaterThanOrEqual(1 + acknowledged);
    expect(db.count()).toBe(db.count(point));
    // Unused ids of ended threads are used now.
    const thread = new AttachedThread(db);
    const ids = (await thread.ask('createMany', 'point', 3000)) as Entity[];
    expect(Math.max(...ids)).toBeLessThan(1 + acknowledged + 100 + 5 * 8 + 3000 + 3 * 2048);
    await thread.terminate();
  });

  test('while it takes a slot releases the slot, at any stage', async () => {
    const thread = new AttachedThread(db);
    await thread.ask('count');
    const number = db.stats().threads.attached[0]?.thread as number;
    const words = new Int32Array(share(db).words);
    const [claimed, silent] = [slotAt(30), slotAt(31)];
    Atomics.store(words, claimed + SLOT_STATE, claimOf(number));
    Atomics.store(words, silent + SLOT_THREAD, number);
    Atomics.store(words, silent + SLOT_STATE, ATTACHED);
    await thread.terminate();
    await lost(2);
    await db.update(first, point, { x: 2 });
    while (db.stats().threads.attached.length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect([claimed, silent].map((at) => Atomics.load(words, at + SLOT_STATE))).toEqual([FREE, FREE]);
  });

  test('after closing has released everything, and can use nothing', async () => {
    const thread = new AttachedThread(db);
    await thread.ask('close');
    await expect(thread.ask('count')).rejects.toMatchObject({ code: 'CHANNEL_CLOSED' });
    await expect(thread.ask('create', 'point', {})).rejects.toMatchObject({ code: 'CHANNEL_CLOSED' });
    await db.update(first, point, { x: 2 });
    expect(db.stats().threads).toEqual({ attached: [], lost: 0 });
    await thread.terminate();
  });

  test('after closing in the middle of an iteration has released its version, and cannot continue it', async () => {
    const thread = new AttachedThread(db);
    expect(await thread.ask('begin', 'point')).toBe(false);
    await db.update(first, point, { x: 2 });
    const held = db.update(first, point, { x: 3 });
    await thread.ask('close');
    expect(await held).toBe(3);
    await expect(thread.ask('next')).rejects.toMatchObject({ code: 'CHANNEL_CLOSED' });
    await thread.terminate();
  });

  test('by closing while it records a transaction still sends that transaction', async () => {
    const thread = attach(SCHEMA, share(db));
    const mine = thread.component('point');
    let closing: Promise<void> | undefined;
    const written = thread.write((tx) => {
      closing = thread.close();
      tx.update(first, mine, { x: 7 });
    });
    await written;
    expect(db.get(first, point)).toEqual({ x: 7 });
    await closing;
    while (db.stats().threads.attached.length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(db.stats().threads.lost).toBe(0);
  });

  test('after closing does not change the pin of the thread that has its slot now', async () => {
    const before = new AttachedThread(db);
    await before.ask('close');
    // Frees the slot.
    await db.update(first, point, { x: 2 });
    const after = new AttachedThread(db);
    const { held } = await after.hold('point');
    expect(db.stats().threads.attached).toHaveLength(1);
    for (const order of ['count', 'version', 'isAlive']) {
      await expect(before.ask(order)).rejects.toMatchObject({ code: 'CHANNEL_CLOSED' });
    }
    expect(db.stats().threads.attached).toMatchObject([{ thread: after.threadId, isReading: true }]);
    after.release();
    await held;
    await Promise.all([before.terminate(), after.terminate()]);
  });
});

describe('a thread that sends more than its ring holds', () => {
  test('does not block while it pins a version that the owner waits for', async () => {
    const handle = share(db, { ringBytes: 4096 });
    const thread = new AttachedThread(db, handle, { whenFull: 'block' });
    let isDone = false;
    const flood = thread.ask('flood', 'point', 1000, true).finally(() => {
      isDone = true;
    });
    for (let x = 0; !isDone; x++) await db.update(first, point, { x });
    expect(await flood).toEqual({ committed: 1000, rejected: [] });
    await thread.ask('close');
    await thread.terminate();
  });

  test.each(['wait', 'block'] as const)(
    'learns of all that was committed when the owner closes in the middle: %s',
    async (whenFull) => {
      for (let round = 0; round < 8; round++) {
        const directory = mkdtempSync(join(tmpdir(), 'ecsdb-threads-'));
        const durable = await Database.open(SCHEMA, { directory });
        const thread = new AttachedThread(durable, share(durable, { ringBytes: 4096 }), { whenFull });
        const flood = thread.ask('floods', 'point');
        while (durable.version < 500 + round * 300) await new Promise((resolve) => setTimeout(resolve, 1));
        await durable.close();
        const committed = await flood;
        const again = await Database.open(SCHEMA, { directory });
        expect(again.count(again.component('point'))).toBe(committed);
        await again.close();
        await thread.terminate();
        rmSync(directory, { recursive: true });
      }
    },
  );
});

describe('closing while threads send without end', () => {
  test.each<[string, () => Promise<Database>]>([
    ['in memory', async () => Database.memory(SCHEMA)],
    ['durable', () => Database.open(SCHEMA, { directory: 'db', fileSystem: new SimulatedFileSystem() })],
  ])('ends, and each thread learns what was committed: %s', async (_where, open) => {
    const busy = await open();
    const threads = [1, 2, 3].map(() => new AttachedThread(busy, share(busy), { whenFull: 'block' }));
    const poured = threads.map((thread) => thread.ask('pour', 'point'));
    await Promise.all(threads.map((thread) => thread.isReady()));
    while (busy.version < 2000) await new Promise((resolve) => setTimeout(resolve, 1));
    await busy.close();
    const committed = (await Promise.all(poured)) as number[];
    expect(committed.reduce((sum, count) => sum + count, 0)).toBe(busy.version);
    await Promise.all(threads.map((thread) => thread.terminate()));
  });
});

describe('a pinned version that is held for too long', () => {
  test('rejects commits with TIMEOUT, which names the thread, and they have changed nothing', async () => {
    const handle = share(db, { readerTimeoutMs: 30 });
    const thread = new AttachedThread(db, handle);
    const { threadId } = thread;
    const { held } = await thread.hold('point');
    await db.update(first, point, { x: 2 });
    const [one, two] = await Promise.all([
      rejectionOf(db.update(first, point, { x: 3 })),
      rejectionOf(db.insert(first, point, { x: 3 })),
    ]);
    expect(one).toMatchObject({ code: 'TIMEOUT', thread: threadId });
    expect(two).toMatchObject({ code: 'TIMEOUT', thread: threadId });
    expect(errorOf(() => db.writeSync((tx) => tx.update(first, point, { x: 3 })))).toMatchObject({ code: 'TIMEOUT' });
    expect(db.get(first, point)).toEqual({ x: 2 });
    thread.release();
    await held;
    expect(await db.update(first, point, { x: 4 })).toBe(3);
    expect(db.writeSync((tx) => tx.get(first, point))).toEqual({ x: 4 });
    await thread.terminate();
  });
});

describe('an owner that closes', () => {
  test('replies to what has arrived, and rejects what is sent later', async () => {
    const thread = new AttachedThread(db);
    expect(await thread.ask('count', 'point')).toBe(1);
    await db.close();
    await expect(thread.ask('count', 'point')).rejects.toMatchObject({ code: 'CHANNEL_CLOSED' });
    await expect(thread.ask('create', 'point', {})).rejects.toMatchObject({ code: 'CHANNEL_CLOSED' });
    await thread.terminate();
    expect(errorOf(() => share(db))).toMatchObject({ code: 'CHANNEL_CLOSED' });
  });

  test('with a log: what was acknowledged to a thread is there when the directory is opened again', async () => {
    const fileSystem = new SimulatedFileSystem();
    const durable = await Database.open(SCHEMA, { directory: '/data', fileSystem });
    const thread = new AttachedThread(durable);
    const entity = (await thread.ask('create', 'point', { x: 9 })) as Entity;
    expect(durable.durableVersion).toBe(durable.version);
    const after = fileSystem.crash({ sectors: 'none', entries: 'none' });
    await thread.terminate();
    const again = await Database.open(SCHEMA, { directory: '/data', fileSystem: after });
    expect(again.get(entity, again.component('point'))).toEqual({ x: 9 });
    await again.close();
  });
});

describe('an owner that is busy', () => {
  test('delays a thread for at most timeoutMs, and then the outcome is unknown', async () => {
    const thread = new AttachedThread(db, share(db), { timeoutMs: 50 });
    expect(await thread.ask('update', first, 'point', { x: 2 })).toBe(2);
    const reply = thread.ask('update', first, 'point', { x: 3 });
    reply.catch(() => {});
    // The thread sends the transaction. The owner is blocked during that time.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
    const outcome = await reply.then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(outcome).toMatchObject({ code: 'TIMEOUT', message: expect.stringContaining('unknown') });
    // It was committed nevertheless, and its late reply is not taken for that of the next one.
    expect(await thread.ask('update', first, 'point', { x: 4 })).toBe(4);
    expect(db.get(first, point)).toEqual({ x: 4 });
    await thread.terminate();
  });
});

describe('attaching', () => {
  test('is suggested by the error of opening the directory a second time', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'ecsdb-threads-'));
    const owner = await Database.open(SCHEMA, { directory });
    const error = await rejectionOf(Database.open(SCHEMA, { directory }));
    expect(error).toMatchObject({ code: 'LOCKED', message: expect.stringContaining('write()') });
    await owner.close();
    rmSync(directory, { recursive: true });
  });

  test('with the schema of another layout names each difference', () => {
    const error = errorOf(() => attach(OTHER, share(db)));
    expect(error.code).toBe('SCHEMA_ERROR');
    expect(error.differences).toEqual([
      'field "x" of table "point" was u32, and is f64',
      'field "y" of table "point" is new, cannot be null, and has no default',
      'table "line" is new',
    ]);
  });

  test.each([undefined, null, {}, { format: 'ecsdb-threads-0' }, 'handle'])(
    'with %p says what a handle is',
    (given) => {
      const error = errorOf(() => attach(SCHEMA, given as unknown as DatabaseHandle));
      expect(error).toMatchObject({ code: 'SCHEMA_ERROR', message: expect.stringContaining('share()') });
    },
  );

  test('more threads than there are slots is rejected', () => {
    const handle = share(db);
    const all = Array.from({ length: 32 }, () => attach(SCHEMA, handle));
    expect(errorOf(() => attach(SCHEMA, handle))).toMatchObject({ code: 'CAPACITY_EXCEEDED' });
    for (const one of all) void one.close();
  });

  test.each([
    [{ timeoutMs: 0 }, 'timeoutMs'],
    [{ whenFull: 'drop' }, 'whenFull'],
  ])('invalid options are rejected: %p', (options, name) => {
    const error = errorOf(() => attach(SCHEMA, share(db), options as never));
    expect(error).toMatchObject({ code: 'INVALID_OPTION', message: expect.stringContaining(name) });
  });

  test.each([
    [{ ringBytes: 5000 }, 'ringBytes'],
    [{ readerTimeoutMs: -1 }, 'readerTimeoutMs'],
  ])('sharing with invalid options is rejected: %p', (options, name) => {
    expect(errorOf(() => share(db, options))).toMatchObject({ message: expect.stringContaining(name) });
  });
});

test('a thread whose lane was overwritten is expelled and learns it, and the database continues', async () => {
  const handle = share(db);
  const thread = new AttachedThread(db, handle);
  expect(await thread.ask('update', first, 'point', { x: 2 })).toBe(2);
  // In the first lane's ring for transactions: an impossible header, and a position after it.
  const words = new Int32Array(handle.lanes);
  const tail = Atomics.load(words, 16);
  words[32 + tail * 2] = 0x0fff_fff8;
  Atomics.store(words, 16, tail + 4);
  await db.update(first, point, { x: 3 });
  await lost(1);
  await expect(thread.ask('update', first, 'point', { x: 4 })).rejects.toMatchObject({ code: 'SERIALIZATION_ERROR' });
  // Its reads are still correct.
  expect(await thread.ask('get', first, 'point')).toEqual({ x: 3 });
  expect(await db.update(first, point, { x: 5 })).toBe(4);
  await thread.terminate();
});

test('an expelled thread learns it for transactions that it has not sent yet, too', async () => {
  const handle = share(db, { ringBytes: 4096 });
  const thread = new AttachedThread(db, handle);
  // So that it has ids.
  await thread.ask('create', 'point', { x: 1 });
  const flood = thread.ask('flood', 'point', 500, false);
  // This thread takes nothing until all transactions are sent or queued.
  Atomics.wait(thread.flag, 0, 0, 10_000);
  const words = new Int32Array(handle.lanes);
  words[32 + Atomics.load(words, 0) * 2] = 0x0fff_fff8;
  expect(await flood).toEqual({ committed: 0, rejected: [expect.stringContaining('damaged')], unknown: 500 });
  expect(db.version).toBe(2);
  await thread.terminate();
});

test('a thread that needs more ids than are reserved, and gets none, learns that nothing was sent', async () => {
  const thread = new AttachedThread(db, share(db), { timeoutMs: 50 });
  await thread.ask('count');
  const creating = thread.ask('createMany', 'point', 100_000);
  // This thread reserves no ids during that time.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
  await expect(creating).rejects.toMatchObject({
    code: 'TIMEOUT',
    message: expect.stringContaining('Nothing was sent'),
  });
  expect(db.version).toBe(1);
  await thread.terminate();
});
