/** Random steps, and the check that a database behaves like its model. */

import { Database } from '@ecsdb/runtime';
import fc from 'fast-check';
import { operation } from './operations.js';
import { Session, type Step, type TransactionPlan } from './session.js';
import { modelSchema } from './tables.js';

/** Most of this time is for shrinking a counterexample. */
const TIME_LIMIT_MS = 50_000;

/** Limits for one step. */
export interface StepSize {
  readonly operations: number;
  readonly queued: number;
}

export function stepOf(size: StepSize): fc.Arbitrary<Step> {
  const plan: fc.Arbitrary<TransactionPlan> = fc.record({
    operations: fc.array(operation, { maxLength: size.operations }),
    fails: fc.integer({ min: 0, max: 4 }).map((value) => value === 0),
  });
  return fc.record({ queued: fc.array(plan, { maxLength: size.queued }), sync: fc.option(plan) });
}

export async function checkAgainstModel(numRuns: number): Promise<void> {
  const step = stepOf({ operations: 12, queued: 4 });
  const steps = fc.array(step, { minLength: 1, maxLength: 8, size: 'max' });
  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      const session = new Session(Database.memory(modelSchema()));
      for (const each of given) await session.step(each);
    }),
    { numRuns, interruptAfterTimeLimit: TIME_LIMIT_MS, markInterruptAsFailure: true },
  );
}
