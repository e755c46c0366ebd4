/** The short form of the scenario with random transactions, pins and crashes; the long form is in `npm run torture`. */

import { expect, test } from '@jest/globals';
import { constraints } from '../../../torture/scenarios/constraints.js';
import { countOf, runShort } from '../durability/scenario.js';

test(constraints.proves, async () => {
  const counts = await runShort(constraints, Math.floor(Math.random() * 2 ** 31));
  expect(countOf(counts, 'operations')).toBeGreaterThanOrEqual(6000);
  expect(countOf(counts, 'transactions committed')).toBeGreaterThan(50);
  expect(countOf(counts, 'transactions refused')).toBeGreaterThan(50);
  expect(countOf(counts, 'openings after')).toBeGreaterThan(0);
  expect(countOf(counts, 'indexes of pinned versions')).toBeGreaterThan(0);
});
