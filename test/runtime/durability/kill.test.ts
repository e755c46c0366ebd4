/**
 * Promise (T1): a process that is killed at any moment takes nothing with it that was acknowledged, and the next one
 * goes on from there, in each mode, whatever it was doing. The long form, with many more kills in one directory, is a
 * scenario of the torture.
 */

import { expect, test } from '@jest/globals';
import { kill } from '../../../torture/scenarios/kill.js';
import { countOf, runShort } from './scenario.js';

test(kill.proves, async () => {
  const counts = await runShort(kill, Math.floor(Math.random() * 2 ** 31));
  expect(countOf(counts, 'commits acknowledged')).toBeGreaterThan(0);
  for (const way of ['steady', 'tiny segments, interval', 'tiny segments, none', 'snapshots', 'opening', 'closing']) {
    expect(countOf(counts, `${way}: kills`)).toBe(2);
  }
});
