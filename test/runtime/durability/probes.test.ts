/**
 * Promises: a loss of power at any call of the file system (T2), a call that fails (T6, T7), or a lock that is lost
 * there takes nothing that was acknowledged; openings and repairs may be interrupted too. Parts of the scenarios of the
 * torture, which `npm run check:mutants` shows to notice what is left out.
 */

import { expect, test } from '@jest/globals';
import { PROBES, type ProbeName } from '../../../torture/mutants/probes.js';
import { runShort } from './scenario.js';

test.each<ProbeName>([
  'crash, strict',
  'crash, interval',
  'crash, none',
  'crash, snapshots',
  'syncs that fail',
  'openings',
  'repairs',
  'takeover',
  'missing',
  'erased',
  'frames',
])('%s', async (name) => {
  const counts = await runShort(PROBES[name]);
  expect(counts.size).toBeGreaterThan(0);
});
