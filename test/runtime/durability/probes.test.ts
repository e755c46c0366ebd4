/**
 * Promises: a power loss at any call of the file system (T2), a call that fails (T6, T7), or a lost lock loses no
 * acknowledged commit. This also holds if openings and repairs are interrupted. These are parts of torture scenarios;
 * `npm run check:mutants` checks that they notice missing steps.
 */

import { expect, test } from '@jest/globals';
import { PROBES, type ProbeName } from '../../../torture/mutants/probes.js';
import { runShort } from './scenario.js';

test.each<ProbeName>([
  'crash, strict',
  'crash, interval',
  'crash, none',
  'crash, snapshots',
  'crash, writeSync',
  'syncs that fail',
  'syncs that fail, writeSync',
  'openings',
  'repairs',
  'migrations',
  'takeover',
  'missing',
  'erased',
  'frames',
])('%s', async (name) => {
  const counts = await runShort(PROBES[name]);
  expect(counts.size).toBeGreaterThan(0);
});
