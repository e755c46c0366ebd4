/**
 * The examples lose nothing that was acknowledged when they are killed. Each is started, ended with `kill -9` at random moments, and started
 * again, and proves its state by itself: the bank against its acknowledgements and its ledger, the arena against the same game in memory.
 */

import { expect, test } from '@jest/globals';
import { buildExample } from './build.js';

const KILLS = 2;

test.each([
  ['bank', 'nothing acknowledged was lost'],
  ['arena', 'it is still the same game'],
])(
  '%s goes on where it was after kill -9: %s',
  (name, outcome) => {
    const run = buildExample(name);
    expect(run('dist/kill-test.js', String(KILLS))).toContain(`Killed ${KILLS} times, and ${outcome}.`);
  },
  120_000,
);
