/** Random steps, and the check that a database takes them as its model does. */

import fc from 'fast-check';
import { operation } from './operations.js';
import { Session, type Step, type TransactionPlan } from './session.js';

/** Enough to find what is wrong or give up; shrinking an example takes most of it. */
const TIME_LIMIT_MS = 25_000;

const plan: fc.Arbitrary<TransactionPlan> = fc.record({
  operations: fc.array(operation, { maxLength: 12 }),
  fails: fc.integer({ min: 0, max: 4 }).map((value) => value === 0),
});

const step: fc.Arbitrary<Step> = fc.record({
  queued: fc.array(plan, { maxLength: 4 }),
  sync: fc.option(plan),
});

export async function checkAgainstModel(numRuns: number): Promise<void> {
  const steps = fc.array(step, { minLength: 1, maxLength: 8, size: 'max' });
  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      const session = new Session();
      for (const one of given) await session.step(one);
    }),
    { numRuns, interruptAfterTimeLimit: TIME_LIMIT_MS, markInterruptAsFailure: true },
  );
}
