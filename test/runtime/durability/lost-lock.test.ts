/** Promise: a process that has lost its lock acknowledges no commit and changes no file of its successor. */

import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database, EcsDbError, type OpenOptions, type Schema } from '@ecsdb/runtime';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { rejectionOf } from '../support/errors.js';
import { schemaOfRow } from '../support/schema.js';

const SCHEMA: Schema = schemaOfRow({ x: 'u32' });
let base: string;
let directory: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'ecsdb-lost-lock-'));
  directory = join(base, 'db');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

/**
 * Codes of the operation that was pending when the loss was noticed, and of all later operations. The holder may notice
 * the loss by itself, so the first operation can get either code.
 */
const LOST = /^(DURABILITY_UNKNOWN|POISONED)$/;

function open(options: Partial<OpenOptions> = {}): Promise<Database> {
  return Database.open(SCHEMA, { directory, ...options });
}

async function commit(db: Database, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await db.write((tx) => tx.create());
}

function lockFile(): string {
  const name = readdirSync(directory).find((name) => /^LOCK-\d+$/.test(name));
  if (name === undefined) throw new Error('the directory has no lock');
  return join(directory, name);
}

/**
 * Opens the directory in place of its holder, like a process in another container. That process cannot check whether
 * the holder is alive, and the holder has not touched its lock for more than an hour.
 */
async function takeOver(): Promise<Database> {
  for (;;) {
    const path = lockFile();
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), pidNamespace: 'pid:[1]' }));
    utimesSync(path, 1, 1);
    try {
      return await open();
    } catch (error) {
      // The holder may have touched its lock just then.
      if (!(error instanceof EcsDbError) || error.code !== 'LOCKED') throw error;
    }
  }
}

/** All files of a directory except locks. */
function contentOf(path: string): Record<string, string> {
  const names = readdirSync(path).filter((name) => !name.startsWith('LOCK-'));
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(path, name), 'hex')]));
}

test.each(['strict', 'none'] as const)(
  '%s: the first commit after another process took the directory is not acknowledged',
  async (durability) => {
    const db = await open({ durability });
    await commit(db, 5);
    const successor = await takeOver();
    expect(successor.version).toBe(5);
    expect((await rejectionOf(commit(db, 1))).code).toMatch(LOST);
    const refusal = await rejectionOf(commit(db, 1));
    expect(refusal).toMatchObject({ code: 'POISONED', got: expect.stringContaining('was deleted, moved or replaced') });
    expect((await rejectionOf(db.close())).code).toMatch(LOST);
    await commit(successor, 5);
    await successor.close();
  },
);

test('interval: flush rejects, and durableVersion stays, after another process took the directory', async () => {
  const db = await open({ durability: 'interval', intervalMs: 1 });
  await commit(db, 5);
  await db.flush();
  const successor = await takeOver();
  expect(successor.version).toBe(5);
  const attempt = commit(db, 1).then(() => db.flush());
  expect((await rejectionOf(attempt)).code).toMatch(LOST);
  expect(db.durableVersion).toBe(5);
  expect((await rejectionOf(commit(db, 1))).code).toBe('POISONED');
  expect((await rejectionOf(db.close())).code).toMatch(LOST);
  await successor.close();
});

test('a checkpoint changes no file of the process that took the directory', async () => {
  const db = await open({ segmentBytes: 4096 });
  for (let i = 0; i < 3; i++) {
    await commit(db, 60);
    if (i < 2) await db.checkpoint();
  }
  const successor = await takeOver();
  const before = contentOf(directory);
  expect((await rejectionOf(db.checkpoint())).code).toBe('POISONED');
  expect(contentOf(directory)).toEqual(before);
  expect((await rejectionOf(db.close())).code).toBe('POISONED');
  expect(contentOf(directory)).toEqual(before);
  await successor.close();
});

test('a database whose directory was moved changes nothing in the directory that takes its place', async () => {
  const db = await open({ segmentBytes: 4096 });
  await commit(db, 20);
  const moved = join(base, 'moved');
  renameSync(directory, moved);
  mkdirSync(directory);
  const other = await open();
  await commit(other, 1);
  await other.close();
  const before = contentOf(directory);
  let acknowledged = 20;
  const failure = await rejectionOf(
    (async () => {
      // Fails when the log needs a second segment, whose name would be in the other directory.
      for (;;) {
        await commit(db, 1);
        acknowledged++;
      }
    })(),
  );
  expect(failure.code).toMatch(LOST);
  expect((await rejectionOf(db.checkpoint())).code).toBe('POISONED');
  await rejectionOf(db.close());
  expect(contentOf(directory)).toEqual(before);
  expect(readFileSync(lockFile(), 'utf8')).toContain('"released":true');
  const again = await open({ directory: moved });
  expect(again.version).toBeGreaterThanOrEqual(acknowledged);
  await again.close();
});

test('closing a database whose directory was moved releases the directory', async () => {
  const db = await open();
  await commit(db, 3);
  const moved = join(base, 'moved');
  renameSync(directory, moved);
  await db.close().catch(() => {});
  const again = await open({ directory: moved });
  expect(again.version).toBe(3);
  await again.close();
});

test('a database whose lock was deleted notices that by itself, and releases the directory', async () => {
  const db = await open();
  await commit(db, 1);
  rmSync(lockFile());
  // The holder checks its lock every two seconds.
  await expect(becomesUnreadable(db)).resolves.toMatchObject({ code: 'POISONED' });
  expect((await rejectionOf(db.close())).code).toBe('POISONED');

  const next = await open();
  expect(next.version).toBe(1);
  await next.close();
});

/** Reads until reading throws, and resolves with the error. Writes nothing. */
async function becomesUnreadable(db: Database): Promise<unknown> {
  for (;;) {
    try {
      db.count();
    } catch (error) {
      return error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

test('the lock is touched while the event loop of the owner is blocked', async () => {
  const db = await open();
  const path = lockFile();
  utimesSync(path, 1, 1);
  // This loop blocks the event loop.
  for (let checks = 0; checks < 1000 && statSync(path).mtimeMs < 1e6; checks++) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  }
  expect(statSync(path).mtimeMs).toBeGreaterThan(1e6);
  await db.close();
});
