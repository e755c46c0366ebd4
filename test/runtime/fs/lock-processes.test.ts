/** The lock between real processes: one process holds it at a time, and a killed process does not hold it. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { NodeFileSystem } from '@ecsdb/runtime/storage';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { STORAGE_URL } from '../../built.js';
import { errorOf } from '../support/errors.js';
import { LockChild } from './lock-child.js';

const fs = new NodeFileSystem();
let directory: string;
let children: LockChild[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ecsdb-lock-'));
  children = [];
});
afterEach(async () => {
  await Promise.all(children.map((child) => child.kill()));
  rmSync(directory, { recursive: true, force: true });
});

/** The state of a process as Linux names it; an empty string if the process does not exist. */
function stateOf(pid: number): string {
  try {
    return / ([A-Za-z]) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/.*\)/, ''))?.[1] ?? '';
  } catch {
    return '';
  }
}

async function start(): Promise<LockChild> {
  const child = await LockChild.start(directory);
  children.push(child);
  return child;
}

test('locking a directory that another process has open throws LOCKED, with its pid and what to do', async () => {
  const child = await start();
  await child.order('take');
  const error = errorOf(() => fs.lock(directory));
  expect(error).toMatchObject({ code: 'LOCKED', path: directory, pid: child.pid });
  expect(error.message).toContain(`open in process ${child.pid} since 20`);
  expect(error.message).toContain('Close it there, or end that process.');
  await child.order('release');
  fs.lock(directory).release();
});

test('a killed process does not hold the lock', async () => {
  const child = await start();
  await child.order('take');
  await child.kill();
  fs.lock(directory).release();
});

test('a process that ended without releasing holds no lock, and the timer of a lock lets it end', async () => {
  const child = await start();
  await child.order('take');
  await child.exit();
  fs.lock(directory).release();
});

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('a killed process that is still a zombie does not hold the lock', async () => {
  const child = await LockChild.startUnderForgetfulParent(directory);
  children.push(child);
  await child.order('take');
  process.kill(child.pid, 'SIGKILL');
  while (stateOf(child.pid) !== 'Z') await setTimeout(5);
  fs.lock(directory).release();
});

onLinux('a process that was killed a moment ago does not hold the lock', async () => {
  const child = await start();
  await child.order('take');
  process.kill(child.pid, 'SIGKILL');
  while (/[RSD]/.test(stateOf(child.pid))) await setTimeout(0);
  fs.lock(directory).release();
});

test('another thread of the same process gets LOCKED, too', async () => {
  const lock = fs.lock(directory);
  const source = `
    import { parentPort, workerData } from 'node:worker_threads';
    const { NodeFileSystem } = await import(workerData.storage);
    try { new NodeFileSystem().lock(workerData.directory); parentPort.postMessage('taken'); }
    catch (error) { parentPort.postMessage([error.code, error.pid]); }`;
  const storage = STORAGE_URL;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), {
    workerData: { directory, storage },
  });
  expect(await new Promise((resolve) => worker.once('message', resolve))).toEqual(['LOCKED', process.pid]);
  await worker.terminate();
  lock.release();
});

test('if many processes try at the same time, exactly one gets the lock, also after a release or a kill', async () => {
  await Promise.all(Array.from({ length: 8 }, start));
  for (let round = 0; round < 4; round++) {
    const replies = await Promise.all(children.map((child) => child.order('take')));
    const winners = children.filter((_, i) => replies[i]?.taken === true);
    expect(winners).toHaveLength(1);
    const [winner] = winners as [LockChild];
    for (const reply of replies.filter(({ taken }) => taken !== true)) expect(reply.code).toBe('LOCKED');
    if (round % 2 === 0) {
      await winner.kill();
      children[children.indexOf(winner)] = await LockChild.start(directory);
    } else {
      await winner.order('release');
    }
  }
});

test('processes that take and release the lock as fast as possible never hold it at the same time', async () => {
  await Promise.all(Array.from({ length: 4 }, start));
  const replies = await Promise.all(children.map((child) => child.order('contend 25')));
  expect(replies).toEqual(children.map(() => ({ taken: 25, clashes: 0 })));
});
