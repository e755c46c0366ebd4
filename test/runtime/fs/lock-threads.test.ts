/** The lock between threads of one process: an ended thread holds no lock, however it ended. */

import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Database, type Schema } from '@ecsdb/runtime';
import { lockHolder, NodeFileSystem } from '@ecsdb/runtime/storage';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { RUNTIME_URL } from '../../built.js';
import { errorOf, rejectionOf } from '../support/errors.js';
import { schemaOfRow } from '../support/schema.js';

const SCHEMA: Schema = schemaOfRow({ x: 'u32' });
const fs = new NodeFileSystem();
let base: string;
let directory: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'ecsdb-lock-'));
  directory = join(base, 'db');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

/** Starts a thread that opens the directory and commits twice. On a message, it runs the code in `ending`. */
async function startHolder(ending: string): Promise<Worker> {
  const runtime = JSON.stringify(RUNTIME_URL);
  const source = `
    import { parentPort } from 'node:worker_threads';
    const { Database, schemaFromDescriptor } = await import(${runtime});
    const schema = schemaFromDescriptor(${JSON.stringify(SCHEMA.descriptor)});
    const db = await Database.open(schema, { directory: ${JSON.stringify(directory)} });
    for (let i = 0; i < 2; i++) await db.write((tx) => tx.create());
    parentPort.postMessage('open');
    await new Promise((resolve) => parentPort.once('message', resolve));
    ${ending}`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`));
  worker.on('error', () => {});
  await new Promise((resolve) => worker.once('message', resolve));
  return worker;
}

async function end(worker: Worker): Promise<void> {
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  worker.postMessage('end');
  await ended;
}

async function expectOpens(path: string): Promise<void> {
  const db = await Database.open(SCHEMA, { directory: path });
  expect(db.version).toBe(2);
  await db.close();
}

function recordOf(path: string): Record<string, unknown> & { readonly tid?: unknown } {
  const name = readdirSync(path).find((name) => /^LOCK-\d+$/.test(name)) as string;
  return JSON.parse(readFileSync(join(path, name), 'utf8'));
}

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('if the system reports the state of threads', () => {
  test.each([
    ['throws', `throw new Error('for the test');`],
    ['calls process.exit()', 'process.exit();'],
    ['ends without closing', 'parentPort.close();'],
  ])('a thread that %s holds no lock afterwards', async (_what, ending) => {
    const worker = await startHolder(ending);
    const error = await rejectionOf(Database.open(SCHEMA, { directory }));
    expect(error).toMatchObject({ code: 'LOCKED', pid: process.pid });
    await end(worker);
    await expectOpens(directory);
  });

  test('a thread that is terminated while it writes holds no lock afterwards', async () => {
    const worker = await startHolder('for (;;) await db.write((tx) => tx.create());');
    worker.postMessage('end');
    await worker.terminate();
    const db = await Database.open(SCHEMA, { directory });
    expect(db.version).toBeGreaterThanOrEqual(2);
    await db.close();
  });

  test('a terminated thread holds no lock, even if the directory was renamed before', async () => {
    const worker = await startHolder('');
    renameSync(directory, join(base, 'moved'));
    await worker.terminate();
    await expectOpens(join(base, 'moved'));
  });

  test('lockHolder, as other processes call it, returns no holder once the thread has ended', async () => {
    const worker = await startHolder('');
    expect(lockHolder(directory)).toMatchObject({ pid: process.pid, isCertain: true });
    await worker.terminate();
    expect(lockHolder(directory)).toBeUndefined();
  });

  test('another thread with the same id is not the holder', async () => {
    const worker = await startHolder('');
    const [name = ''] = readdirSync(directory).filter((name) => name.startsWith('LOCK-'));
    const record = recordOf(directory);
    expect(record.tid).not.toBe(process.pid);
    await worker.terminate();
    writeFileSync(join(directory, name), JSON.stringify({ ...record, tid: process.pid, threadStartTime: '1' }));
    await expectOpens(directory);
  });
});

describe('if the system does not report the state of threads', () => {
  /** Writes a lock file of this process that was last touched `secondsAgo` seconds ago. */
  function writeLockFile(
    change: (record: Record<string, unknown>) => Record<string, unknown>,
    secondsAgo: number,
  ): void {
    fs.makeDirectory(directory);
    fs.lock(directory).release();
    const path = join(directory, 'LOCK-1');
    writeFileSync(path, JSON.stringify({ ...change(recordOf(directory)), released: false }));
    utimesSync(path, Date.now() / 1000 - secondsAgo, Date.now() / 1000 - secondsAgo);
  }

  const withoutThread = (record: Record<string, unknown>) => ({ ...record, tid: null, threadStartTime: null });

  test('a lock of this process is held while its file is touched, and the message says when it will be free', () => {
    writeLockFile(withoutThread, 4);
    const error = errorOf(() => fs.lock(directory));
    expect(error).toMatchObject({ code: 'LOCKED', pid: process.pid });
    expect(error.message).toContain(`open in this very process (${process.pid})`);
    expect(error.message).toMatch(/if that thread has ended: try again in \d s\./);
  });

  test('it is free if the file was not touched for more than ten seconds', () => {
    writeLockFile(withoutThread, 11);
    fs.lock(directory).release();
  });

  test('a lock file without thread ids is held while its process runs', () => {
    writeLockFile(({ tid: _tid, threadStartTime: _start, ...old }) => old, 3600);
    expect(errorOf(() => fs.lock(directory))).toMatchObject({ code: 'LOCKED', pid: process.pid });
  });
});
