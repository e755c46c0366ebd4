/**
 * Two threads read the simulation of a third thread, always in one version. Their transactions are applied exactly
 * once. The example checks this itself; here it runs for half a second.
 */

import { expect, test } from '@jest/globals';
import { buildExample } from './build.js';

test('physics: one thread moves bodies, two others read and push them', () => {
  const run = buildExample('physics');
  const outcome = 'Every pinned version was consistent, and every impulse was applied exactly once.';
  expect(run('dist/main.js', '30')).toContain(outcome);
});
