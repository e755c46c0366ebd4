/**
 * What two threads read of a third one's simulation is never of two versions, and what they write is applied exactly once. The example counts
 * and checks by itself; here it runs for half a second.
 */

import { expect, test } from '@jest/globals';
import { buildExample } from './build.js';

test('physics: bodies are moved by one thread, watched and pushed by two others', () => {
  const run = buildExample('physics');
  const outcome = 'Every snapshot was of one version, and every impulse was applied exactly once.';
  expect(run('dist/main.js', '30')).toContain(outcome);
});
