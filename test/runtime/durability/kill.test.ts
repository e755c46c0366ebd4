/**
 * Promise (T1): a process that is killed at any moment loses no acknowledged commit, and the next process continues
 * from there. This holds in each mode and during each kind of work. The long form, with many more kills in one
 * directory, is a torture scenario.
 */

import { expect, test } from '@jest/globals';
import { kill } from '../../../torture/scenarios/kill.js';
import { countOf, runShort } from './scenario.js';

test(kill.proves, async () => {
  const counts = await runShort(kill, Math.floor(Math.random() * 2 ** 31));
  expect(countOf(counts, 'commits acknowledged')).toBeGreaterThan(0);
  for (const phase of ['steady', 'tiny segments, interval', 'tiny segments, none', 'snapshots', 'opening', 'closing']) {
    expect(countOf(counts, `${phase}: kills`)).toBe(2);
  }
});
