/**
 * Promise: if a worker thread of ecsdb cannot start or dies, the pending call rejects with a code, and the lock is
 * released.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { scriptWithPackages } from '../../built.js';

const CHILD = scriptWithPackages(new URL('worker-faults-child.mjs', import.meta.url));
const base = mkdtempSync(join(tmpdir(), 'ecsdb-workers-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

interface Outcome {
  readonly open?: { readonly code: string; readonly systemCode?: string };
  readonly checkpoint?: { readonly code: string; readonly systemCode?: string };
  readonly again: string;
}

function run(thread: 'log' | 'keeper', fault: 'throws' | 'dies' | 'exits' | 'is broken'): Outcome {
  const directory = join(base, `${thread}-${fault}`);
  const { stdout, stderr } = spawnSync(process.execPath, [CHILD, directory, thread, fault], { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

test.each([
  ['throws', 'ERR_WORKER_INIT_FAILED'],
  ['dies', 'ERR_WORKER_OUT_OF_MEMORY'],
  ['exits', undefined],
  ['is broken', undefined],
] as const)('a worker thread that %s is reported with a code, and the database opens again', (fault, systemCode) => {
  const facts = { code: 'IO_ERROR', ...(systemCode === undefined ? {} : { systemCode }) };
  expect(run('log', fault)).toMatchObject({ open: facts, again: 'opened' });
  expect(run('keeper', fault)).toMatchObject({ checkpoint: facts, again: 'opened' });
});
