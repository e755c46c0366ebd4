/**
 * Promise: nothing that durability rests on can be left out of the runtime unnoticed. Each mutant is a copy of the built runtime without one such
 * thing; the scenarios of the torture must catch it, and must not object to a copy that has everything.
 */

import { beforeAll, expect, test } from '@jest/globals';
import { MutantMaker } from '../../../torture/mutants/maker.js';
import { RUNTIME, twoAtATime } from '../../../torture/mutants/nursery.js';
import type { ChildReport } from '../../../torture/mutants/protocol.js';
import { MUTANTS, REDUNDANT } from '../../../torture/mutants/table.js';

const SEEDS = [1];
/** Machines that build are slow, and busy with other tests. */
const TIME_MS_MAX = 600_000;

const WHOLE = [...new Set(MUTANTS.map(({ caughtBy }) => caughtBy))].map((probe) => ({
  name: `the whole runtime, by ${probe}`,
  edits: [],
  caughtBy: probe,
}));

const outcomes = new Map<string, ChildReport | { readonly error: unknown }>();

// Tests of one file run one after the other; there is more than one processor.
beforeAll(async () => {
  await twoAtATime([...WHOLE, ...MUTANTS], async ({ name, edits, caughtBy }, nursery) => {
    const outcome = await nursery.try(edits, caughtBy, SEEDS).catch((error: unknown) => ({ error }));
    outcomes.set(name, outcome);
  });
}, TIME_MS_MAX);

test.each(MUTANTS)('$name: $caughtBy', ({ name }) => {
  expect(outcomes.get(name)).toMatchObject({ isCaught: true });
});

test.each(WHOLE)('nobody objects to $name', ({ name }) => {
  expect(outcomes.get(name)).toEqual({ isCaught: false });
});

// Whoever moves such a line should look at the reason again.
test.each(REDUNDANT)('$name: that is still there, although $because', ({ edits }) => {
  const maker = new MutantMaker(RUNTIME);
  try {
    maker.make(edits);
  } finally {
    maker.remove();
  }
});
