/**
 * Promise: while the owner and other threads write, and some of them are killed, no reader ever sees a torn row, in ten
 * million rows.
 */

import { expect, test } from '@jest/globals';
import { threads } from '../../../torture/scenarios/threads.js';
import { countOf, runShort } from '../durability/scenario.js';

test(threads.proves, async () => {
  const counts = await runShort(threads);
  expect(countOf(counts, 'rows checked')).toBeGreaterThanOrEqual(10_000_000);
  expect(countOf(counts, 'threads killed')).toBeGreaterThan(0);
  expect(countOf(counts, 'transactions from threads')).toBeGreaterThan(0);
}, 240_000);
