/**
 * Two threads read the simulation of a third one, always in one version, and what they write is applied exactly once.
 * The example checks itself; here it runs for half a second.
 */

import { expect, test } from '@jest/globals';
import { buildExample } from './build.js';

test('physics: one thread moves bodies, two others read and push them', () => {
  const run = buildExample('physics');
  const outcome = 'Every pinned version was consistent, and every impulse was applied exactly once.';
  expect(run('dist/main.js', '30')).toContain(outcome);
});
