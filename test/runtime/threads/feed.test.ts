/** Attached threads hear each commit once, in order, and learn of those that they have missed. */

import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Commit, Database, type DynamicComponent, type Entity } from '@ecsdb/runtime';
import { attach, type FeedReset, share } from '@ecsdb/runtime/threads';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HEAD } from '../../../runtime/src/feed/ring-memory.js';
import { SLOT_FEED_BELL, SLOT_THREAD, slotAt } from '../../../runtime/src/threads/shared/layout.js';
import { scriptWithPackages } from '../../built.js';
import { errorOf } from '../support/errors.js';
import { schemaOf } from '../support/schema.js';
import { AttachedThread } from './attached-thread.js';

const SCHEMA = schemaOf({ tables: { point: { x: { type: 'u32', default: 0 } } } });

let db: Database;
let point: DynamicComponent;
let first: Entity;
let threads: AttachedThread[];

beforeEach(() => {
  threads = [];
});

afterEach(async () => {
  await Promise.all(threads.map((thread) => thread.terminate()));
  await db.close();
});

async function start(open: () => Database | Promise<Database> = () => Database.memory(SCHEMA)): Promise<void> {
  db = await open();
  point = db.component('point');
  first = await db.write((tx) => {
    const entity = tx.create();
    tx.insert(entity, point, { x: 1 });
    return entity;
  });
}

function attached(options = {}): AttachedThread {
  const thread = new AttachedThread(db, share(db), options);
  threads.push(thread);
  return thread;
}

function update(x: number): Promise<number> {
  return db.update(first, point, { x });
}

const DIRECTORY = mkdtempSync(join(tmpdir(), 'ecsdb-attached-feed-'));

afterAll(() => rmSync(DIRECTORY, { recursive: true }));

describe.each<[string, () => Database | Promise<Database>]>([
  ['in memory', () => Database.memory(SCHEMA)],
  ['in a directory', () => Database.open(SCHEMA, { directory: mkdtempSync(join(DIRECTORY, 'db-')) })],
])('a listener, %s', (_name, open) => {
  test('hears commits after the version at which it was added, with their rows', async () => {
    await start(open);
    const thread = attached();
    expect(await thread.ask('listen', 'one')).toBe(1);
    await update(2);
    const created = await db.write((tx) => {
      tx.delete(first, point);
      const entity = tx.create();
      tx.insert(entity, point, { x: 9 });
      return entity;
    });
    expect(await thread.ask('heardUpTo', 'one', 3)).toEqual([
      {
        version: 2,
        isVisible: true,
        operations: [{ kind: 'update', entity: first, table: 'point', data: { x: 2 } }],
      },
      {
        version: 3,
        isVisible: true,
        operations: [
          { kind: 'delete', entity: first, table: 'point' },
          { kind: 'create', entity: created },
          { kind: 'insert', entity: created, table: 'point', data: { x: 9 } },
        ],
      },
    ]);
  });

  test('with old rows sees them, while others, added before, do not', async () => {
    await start(open);
    const thread = attached();
    await thread.ask('listen', 'plain');
    await update(2);
    await thread.ask('listen', 'old', { old: true });
    await update(3);
    const change = { kind: 'update', entity: first, table: 'point' };
    expect(await thread.ask('heardUpTo', 'old', 3)).toEqual([
      { version: 3, isVisible: true, operations: [{ ...change, data: { x: 3 }, old: { x: 2 } }] },
    ]);
    expect(await thread.ask('heardUpTo', 'plain', 3)).toMatchObject([
      { operations: [{ ...change, data: { x: 2 } }] },
      { operations: [{ ...change, data: { x: 3 } }] },
    ]);
  });

  test('hears a commit of its own thread before the promise of the write settles', async () => {
    await start(open);
    const thread = attached();
    await thread.ask('listen', 'own');
    for (let i = 0; i < 50; i++) {
      const { version, heard } = (await thread.ask('writeAndHear', 'point', { x: i })) as Record<string, number[]>;
      expect(heard?.at(-1)).toBe(version);
    }
  });
});

test('a listener that was removed hears nothing more, and can be added again', async () => {
  await start();
  const thread = attached();
  await thread.ask('listen', 'one');
  await update(2);
  await thread.ask('heardUpTo', 'one', 2);
  await thread.ask('stopListening', 'one');
  await update(3);
  expect(await thread.ask('listen', 'one')).toBe(3);
  await update(4);
  expect(await thread.ask('heardUpTo', 'one', 4)).toMatchObject([{ version: 4 }]);
});

test('threads that write and listen, and the owner, all hear all commits in order', async () => {
  await start();
  const count = 2000;
  const all = [attached(), attached(), attached()];
  for (const thread of all) await thread.ask('countCommits', 'all', false);
  const heard: number[] = [];
  db.onCommit(({ version }) => heard.push(version));
  const sent = all.map((thread) => thread.ask('flood', 'point', count, false));
  for (let i = 0; i < count; i++) await (i % 100 === 0 ? db.create() : update(i));
  await Promise.all(sent);
  const last = 1 + 4 * count;
  expect(db.version).toBe(last);
  for (const thread of all) {
    expect(await thread.ask('countedUpTo', 'all', last)).toEqual({
      commits: last - 1,
      resets: 0,
      gaps: 0,
      first: 1,
      version: last,
    });
  }
  expect(heard).toEqual(Array.from({ length: last - 1 }, (_, i) => i + 2));
});

test('a thread that is too slow is told so, continues, and delays nobody', async () => {
  await start(() => Database.memory(SCHEMA, { feed: { maxBytes: 2048 } }));
  const [slow, fast] = [attached(), attached()];
  await slow.ask('countCommits', 'all', true);
  await fast.ask('countCommits', 'all', false);
  for (let i = 0; i < 3000; i++) {
    await update(i);
    if (i % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const counts = (await slow.ask('countedUpTo', 'all', db.version)) as { resets: number; commits: number };
  expect(counts).toMatchObject({ gaps: 0, version: db.version });
  expect(counts.resets).toBeGreaterThan(0);
  expect(await fast.ask('countedUpTo', 'all', db.version)).toMatchObject({ gaps: 0, version: db.version });
  await update(1);
  expect(await slow.ask('countedUpTo', 'all', db.version)).toMatchObject({ gaps: 0, resets: counts.resets });
});

test('commits are never torn, however often they are overwritten while they are copied', async () => {
  const fields = Object.fromEntries(
    ['x', ...Array.from({ length: 30 }, (_, i) => `f${i}`)].map((name) => [name, 'u32']),
  );
  const wide = Database.memory(schemaOf({ tables: { row: fields } }), { feed: { maxBytes: 4096 } });
  db = wide;
  const row = wide.component('row');
  const all = (version: number): object => Object.fromEntries(Object.keys(fields).map((name) => [name, version]));
  const entities = wide.writeSync((tx) =>
    [1, 2, 3].map(() => {
      const entity = tx.create();
      tx.insert(entity, row, all(1) as never);
      return entity;
    }),
  );
  const pair = [attached(), attached()];
  for (const thread of pair) await thread.ask('verifyCommits', 'all');
  for (let round = 0; round < 100; round++) {
    for (let i = 0; i < 40; i++) {
      const version = wide.version + 1;
      wide.writeSync((tx) => {
        for (const entity of entities.slice(version % 3)) tx.update(entity, row, all(version) as never);
      });
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const thread of pair) {
    expect(await thread.ask('countedUpTo', 'all', wide.version)).toMatchObject({ wrong: 0, version: wide.version });
  }
});

test('a listener that leaves loops open hears of all versions', async () => {
  await start();
  const thread = attached();
  await thread.ask('listenWithOpenLoops', 'one', 'point');
  for (let i = 2; i < 200; i++) {
    await update(i);
    expect(await thread.ask('heardUpTo', 'one', i)).toHaveLength(i - 1);
  }
});

test('a commit that does not fit into the ring is a reset, after which the state can be read', async () => {
  await start(() => Database.memory(SCHEMA, { feed: { maxBytes: 256 } }));
  const thread = attached();
  await thread.ask('listen', 'one');
  await update(2);
  await thread.ask('heardUpTo', 'one', 2);
  const rows = Array.from({ length: 20 }, (_, x) => ({ x }));
  await db.write((tx) => {
    for (const row of rows) tx.insert(tx.create(), point, row);
  });
  await thread.ask('heardUpTo', 'one', 3);
  await update(4);
  expect(await thread.ask('heardUpTo', 'one', 4)).toMatchObject([
    { version: 2 },
    { reset: true, version: 3, published: 3 },
    { version: 4 },
  ]);
});

test('inside pinVersion, a listener begins after the pinned version: nothing is missing in between', async () => {
  await start();
  const thread = attached();
  await thread.ask('commitsSince', 1);
  const pinned = thread.ask('listenInPinnedVersion', 'one', 'point', 60_000);
  await thread.isReady();
  await update(5);
  thread.release();
  expect(await pinned).toEqual({ rows: [[first, { x: 1 }]], version: 1 });
  expect(await thread.ask('heardUpTo', 'one', 2)).toMatchObject([{ version: 2, operations: [{ data: { x: 5 } }] }]);
});

test('inside pinVersion, a listener is told if commits after the pinned version were not recorded', async () => {
  await start();
  const thread = attached();
  const pinned = thread.ask('listenInPinnedVersion', 'one', 'point', 60_000);
  await thread.isReady();
  await update(5);
  thread.release();
  await pinned;
  expect(await thread.ask('heardUpTo', 'one', 2)).toEqual([{ reset: true, version: 2, published: 2 }]);
});

test('a listener can be added inside pinVersion while a commit of the owner waits for that version', async () => {
  await start();
  const thread = attached();
  const pinned = thread.ask('listenInPinnedVersion', 'one', 'point', 60_000);
  await thread.isReady();
  await update(5);
  const waiting = update(6);
  await new Promise((resolve) => setImmediate(resolve));
  thread.release();
  expect(await pinned).toMatchObject({ version: 1 });
  expect(await waiting).toBe(3);
  const [first] = (await thread.ask('heardUpTo', 'one', 3)) as { reset?: true }[];
  expect(first?.reset).toBe(true);
});

test('what a listener throws is passed on, and other listeners are called', async () => {
  await start();
  const thread = attached();
  const warning = thread.ask('throwingListener');
  await thread.ask('listen', 'one');
  await update(2);
  expect(await warning).toContain('RangeError: on purpose');
  expect(await thread.ask('heardUpTo', 'one', 2)).toMatchObject([{ version: 2 }]);
});

describe('commitsSince', () => {
  test('shows what is kept, and says what is gone', async () => {
    await start(() => Database.memory(SCHEMA, { feed: { maxBytes: 1024 } }));
    const thread = attached();
    await expect(thread.ask('commitsSince', 0)).rejects.toMatchObject({ code: 'VERSION_GONE', oldestVersion: 2 });
    expect(await thread.ask('commitsSince', 1)).toEqual([]);
    await expect(thread.ask('commitsSince', 2)).rejects.toMatchObject({ code: 'VERSION_GONE', oldestVersion: 2 });
    await update(2);
    await update(3);
    expect(await thread.ask('commitsSince', 1)).toMatchObject([
      { version: 2, operations: [{ data: { x: 2 } }] },
      { version: 3, operations: [{ data: { x: 3 } }] },
    ]);
    for (let i = 0; i < 40; i++) await update(i);
    await expect(thread.ask('commitsSince', 1)).rejects.toMatchObject({ code: 'VERSION_GONE' });
    const { oldestVersion } = (await thread.ask('commitsSince', 1).catch((error: unknown) => error)) as {
      oldestVersion: number;
    };
    const kept = (await thread.ask('commitsSince', oldestVersion - 1)) as { version: number }[];
    expect(kept.map(({ version }) => version)).toEqual(
      [...db.commitsSince(oldestVersion - 1)].map((one) => one.version),
    );
    expect(kept.length).toBeGreaterThan(5);
  });

  test('shows each version that the thread sees as published', async () => {
    await start();
    const thread = attached();
    await thread.ask('commitsSince', 1);
    await update(2);
    const misses = thread.ask('commitsUpToVersion', 5000);
    await thread.isReady();
    let isDone = false;
    misses.finally(() => {
      isDone = true;
    });
    for (let i = 0; !isDone; i++) {
      db.writeSync((tx) => tx.update(first, point, { x: i }));
      if (i % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await misses).toBe(0);
  });
});

describe('a thread that ends', () => {
  /** Bytes that the next commit takes in the ring. */
  async function bytesOfCommit(): Promise<number> {
    const positions = new BigInt64Array(share(db).feed as SharedArrayBuffer);
    const before = positions[HEAD] as bigint;
    await update(db.version + 100);
    return Number((positions[HEAD] as bigint) - before);
  }

  test.each(['close', 'exit', 'terminate'])('by %s wants no old rows and is rung no more', async (how) => {
    await start();
    const keeper = attached();
    const thread = attached();
    await keeper.ask('count');
    await thread.ask('count');
    const words = new Int32Array(share(db).words);
    const at = [0, 1].map(slotAt).find((slot) => words[slot + SLOT_THREAD] === thread.threadId) as number;
    await keeper.ask('listen', 'one');
    const plain = await bytesOfCommit();
    await thread.ask('listen', 'one', { old: true });
    expect(await bytesOfCommit()).toBeGreaterThan(plain);
    if (how === 'terminate') await thread.terminate();
    else thread.ask(how).catch(() => {});
    if (how === 'exit') await thread.ended();
    while (db.stats().threads.attached.length > 1) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(await bytesOfCommit()).toBe(plain);
    Atomics.store(words, at + SLOT_FEED_BELL, 1);
    await update(7);
    expect(words[at + SLOT_FEED_BELL]).toBe(1);
    await keeper.ask('heardUpTo', 'one', db.version);
  });
});

describe('a thread that only listens', () => {
  test('stays alive until the owner closes, and hears what was committed before', async () => {
    await start();
    const words = new Int32Array(new SharedArrayBuffer(8));
    const worker = new Worker(scriptWithPackages(new URL('listener.mjs', import.meta.url)), {
      workerData: { handle: share(db), descriptor: SCHEMA.descriptor, words: words.buffer },
      execArgv: [],
    });
    let isEnded = false;
    const end = once(worker, 'exit').then(([code]) => {
      isEnded = true;
      return code;
    });
    while (Atomics.load(words, 0) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(isEnded).toBe(false);
    for (let i = 0; i < 200; i++) void update(i);
    await db.close();
    expect(await end).toBe(0);
    expect(words[1]).toBe(201);
  });
});

describe('in the thread of the owner', () => {
  test('a listener is not called after close, and not within the call that added it', async () => {
    await start();
    db.commitsSince(1);
    const mine = attach(SCHEMA, share(db));
    const heard: number[] = [];
    // One function can listen to both kinds of databases.
    const listener = (commit: Commit | FeedReset): void => {
      heard.push(commit.reset ? Number.NaN : commit.version + 0 * commit.tables.length);
    };
    db.onCommit(listener)();
    mine.onCommit(listener);
    db.writeSync((tx) => tx.update(first, point, { x: 2 }));
    expect(heard).toEqual([]);
    await mine.write((tx) => tx.update(first, mine.component('point'), { x: 3 }));
    expect(heard).toEqual([2, 3]);
    const closing = mine.close();
    await update(4);
    await closing;
    expect(heard).toEqual([2, 3]);
    expect(errorOf(() => mine.onCommit(() => {})).code).toBe('CHANNEL_CLOSED');
    expect(errorOf(() => mine.commitsSince(1)).code).toBe('CHANNEL_CLOSED');
  });

  test('an owner that does not begin in time is a TIMEOUT, and nothing was added', async () => {
    await start();
    const mine = attach(SCHEMA, share(db), { timeoutMs: 20 });
    expect(errorOf(() => mine.onCommit(() => {})).code).toBe('TIMEOUT');
    expect(errorOf(() => mine.commitsSince(1)).code).toBe('TIMEOUT');
    await mine.close();
  });

  test('damaged commits are reported once, and end the listeners of this thread only', async () => {
    await start();
    const heardByOwner: number[] = [];
    db.onCommit(({ version }) => heardByOwner.push(version));
    const errors: unknown[] = [];
    const handle = share(db);
    const mine = attach(SCHEMA, handle, { onError: (error) => errors.push(error) });
    const heard: number[] = [];
    mine.onCommit(({ version }) => heard.push(version));
    db.writeSync((tx) => tx.update(first, point, { x: 2 }));
    new Uint8Array(handle.feed as SharedArrayBuffer, 128).fill(0xff);
    while (errors.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await update(3);
    await mine.write((tx) => tx.update(first, mine.component('point'), { x: 3 }));
    expect(heard).toEqual([]);
    expect(errors).toMatchObject([{ code: 'SERIALIZATION_ERROR' }]);
    expect(heardByOwner).toEqual([2, 3, 4]);
    expect(errorOf(() => [...mine.commitsSince(1)]).code).toBe('SERIALIZATION_ERROR');
    expect(mine.get(first, mine.component('point'))).toEqual({ x: 3 });
    await mine.close();
  });

  test.each([
    ['a function', () => attach(SCHEMA, share(db)).onCommit('no' as never), 'FIELD_TYPE_MISMATCH'],
    ['known options', () => attach(SCHEMA, share(db)).onCommit(() => {}, { new: true } as never), 'INVALID_OPTION'],
    ['a boolean', () => attach(SCHEMA, share(db)).onCommit(() => {}, { old: 1 } as never), 'INVALID_OPTION'],
    ['a version', () => attach(SCHEMA, share(db)).commitsSince(-1), 'FIELD_TYPE_MISMATCH'],
    ['an error handler', () => attach(SCHEMA, share(db), { onError: 1 } as never), 'INVALID_OPTION'],
  ])('%s is required', async (_what, run, code) => {
    await start();
    expect(errorOf(run).code).toBe(code);
  });
});
