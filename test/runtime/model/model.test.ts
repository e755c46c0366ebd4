/** Whatever is done to a database, in whatever order, it holds what plain maps would hold. */

import { test } from '@jest/globals';
import fc from 'fast-check';
import { operation } from './operations.js';
import { Session, type Step, type TransactionPlan } from './session.js';

const plan: fc.Arbitrary<TransactionPlan> = fc.record({
  operations: fc.array(operation, { maxLength: 12 }),
  fails: fc.integer({ min: 0, max: 4 }).map((value) => value === 0),
});

const step: fc.Arbitrary<Step> = fc.record({
  queued: fc.array(plan, { maxLength: 4 }),
  sync: fc.option(plan),
});

test('random transactions, alone and in groups, failing at random points', async () => {
  const steps = fc.array(step, { minLength: 1, maxLength: 8, size: 'max' });
  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      const session = new Session();
      for (const one of given) await session.step(one);
    }),
    { numRuns: 40, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: true },
  );
});
