/** Promise: an open database continues to work while a test framework replaces timers and clocks. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '@ecsdb/runtime';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { attach, share } from '@ecsdb/runtime/threads';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Body, physics } from './support/body.js';
import { rejectionOf } from './support/errors.js';
import { AttachedThread } from './threads/attached-thread.js';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ecsdb-clock-'));
});

afterEach(() => {
  jest.useRealTimers();
  rmSync(directory, { recursive: true, force: true });
});

const MODES: readonly [string, () => Promise<Database>][] = [
  ['memory', async () => Database.memory(physics)],
  ...(['strict', 'interval', 'none'] as const).flatMap((durability): [string, () => Promise<Database>][] => [
    [durability, () => Database.open(physics, { directory, durability })],
    [
      `${durability}, on the owner's thread`,
      () => Database.open(physics, { directory: 'db', durability, fileSystem: new SimulatedFileSystem() }),
    ],
  ]),
];

/** Blocks the thread; no framework replaces `Atomics.wait`. */
function block(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

test.each(MODES)('commits, flushes, takes snapshots and closes: %s', async (mode, open) => {
  const db = await open();
  jest.useFakeTimers();

  const entity = await db.write((tx) => {
    const created = tx.create();
    tx.insert(created, Body, { mass: 1 });
    // So long that the next group waits for a turn of the event loop.
    block(20);
    return created;
  });
  expect(await db.update(entity, Body, { mass: 2 })).toBe(2);
  db.writeSync((tx) => tx.update(entity, Body, { mass: 3 }));
  await Promise.all(Array.from({ length: 50 }, (_, mass) => db.update(entity, Body, { mass })));
  expect(db.stats().commitLatency.maxMs).toBeGreaterThan(0);
  await db.flush();
  if (mode !== 'memory') expect((await db.checkpoint()).version).toBe(53);
  await db.close();

  expect(jest.getTimerCount()).toBe(0);
});

test('the flush interval passes without fake timers', async () => {
  for (const fileSystem of [undefined, new SimulatedFileSystem()]) {
    const db = await Database.open(physics, {
      directory: fileSystem === undefined ? directory : 'db',
      durability: 'interval',
      intervalMs: 1,
      ...(fileSystem === undefined ? {} : { fileSystem }),
    });
    const realSetImmediate = setImmediate;
    jest.useFakeTimers();
    await db.write((tx) => tx.create());
    while (db.durableVersion < 1) await new Promise((resolve) => realSetImmediate(resolve));
    jest.useRealTimers();
    await db.close();
  }
});

test('worker threads commit, and a reader that pins too long causes a TIMEOUT', async () => {
  const db = Database.memory(physics);
  const thread = new AttachedThread(db, share(db, { readerTimeoutMs: 20 }));
  const attached = attach(physics, share(db));
  const entity = await db.write((tx) => {
    const created = tx.create();
    tx.insert(created, Body, { mass: 2 });
    return created;
  });
  const realSetImmediate = setImmediate;
  const untilThreadIsReady = async (): Promise<void> => {
    while (Atomics.load(thread.flag, 0) === 0) await new Promise((resolve) => realSetImmediate(resolve));
  };
  jest.useFakeTimers();

  await thread.ask('create', 'body', { mass: 1 });
  await attached.update(entity, Body, { mass: 9 });
  expect(db.count(Body)).toBe(2);

  const held = thread.ask('hold', 'body', 60_000);
  await untilThreadIsReady();
  await db.update(entity, Body, { mass: 3 });
  expect(await rejectionOf(db.update(entity, Body, { mass: 4 }))).toMatchObject({ code: 'TIMEOUT' });
  thread.release();
  await held;

  await attached.close();
  await db.close();
  await thread.terminate();
});

test('a replaced clock does not affect what the database stores and measures', async () => {
  const fileSystem = new SimulatedFileSystem();
  jest.useFakeTimers({ now: 1 });
  const before = Number(process.hrtime.bigint());
  const db = await Database.open(physics, { directory: 'db', fileSystem });
  await db.write((tx) => tx.create());
  await db.close();
  expect(Number(process.hrtime.bigint())).toBe(before);
  const reopened = await Database.open(physics, { directory: 'db', fileSystem });
  expect(reopened.recovery?.durationMs).toBeGreaterThan(0);
  await reopened.close();
});
