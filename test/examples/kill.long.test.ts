/**
 * Promise: a killed example loses no acknowledged transaction. Each example is ended with `kill -9` at random moments
 * and started again. The bank compares its state with its acknowledgements and its ledger. The arena compares its state
 * with the same game in memory.
 */

import { expect, test } from '@jest/globals';
import { buildExample } from './build.js';

const KILLS = 2;

test.each([
  ['bank', 'nothing acknowledged was lost'],
  ['arena', 'it is still the same game'],
])(
  '%s continues after kill -9: %s',
  (name, outcome) => {
    const run = buildExample(name);
    expect(run('dist/kill-test.js', String(KILLS))).toContain(`Killed ${KILLS} times, and ${outcome}.`);
  },
  120_000,
);
