/** The short form of the scenario with cuts, stalls and restarts; the long form is in `npm run torture`. */

import { expect, test } from '@jest/globals';
import { sync } from '../../torture/scenarios/sync.js';
import { countOf, runShort } from '../runtime/durability/scenario.js';

test(sync.proves, async () => {
  const counts = await runShort(sync, Math.floor(Math.random() * 2 ** 31));
  expect(countOf(counts, 'states compared')).toBeGreaterThan(1000);
  expect(countOf(counts, 'cuts at a byte')).toBeGreaterThan(10);
  expect(countOf(counts, 'slices')).toBeGreaterThan(0);
  expect(countOf(counts, 'checksums')).toBeGreaterThan(0);
  expect(countOf(counts, 'connections that resume from marks')).toBeGreaterThan(0);
  expect(countOf(counts, 'connections that resume from ids')).toBeGreaterThan(0);
}, 180_000);
