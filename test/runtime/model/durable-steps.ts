/** Random histories of a durable database, and the check that each state matches the model. */

import { type CrashChoice, replaceClock, type Survivors } from '@ecsdb/runtime/testing';
import fc from 'fast-check';
import { VirtualClock } from '../../../torture/framework/clock.js';
import { type DurableOptions, DurableSession, type DurableStep } from './durable-session.js';
import type { Count, Crash } from './machine.js';
import { stepOf } from './steps.js';

/** Most of this time is for shrinking a counterexample. */
const timeLimitMs = (numRuns: number): number => 34_000 + numRuns * 400;

const options: fc.Arbitrary<DurableOptions> = fc.record({
  durability: fc.constantFrom('strict', 'interval', 'none'),
  // Small, so that segments are often full and snapshots are often due.
  segmentBytes: fc.constantFrom(4096, 16_384),
  checkpointBytes: fc.constantFrom(4096, 32_768, 2 ** 30),
  readsAfterPoison: fc.boolean(),
});

const seeded: fc.Arbitrary<Survivors> = fc.nat(2 ** 31 - 1).map((seed) => ({ seed }));
const survivors: fc.Arbitrary<Survivors> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom<Survivors>('none', 'all') },
  { weight: 1, arbitrary: fc.nat(40).map((prefix) => ({ prefix })) },
  { weight: 2, arbitrary: seeded },
);
const choice: fc.Arbitrary<CrashChoice> = fc.record({ sectors: survivors, entries: survivors });
const crash: fc.Arbitrary<Crash> = fc.record({ afterCalls: fc.oneof(fc.nat(6), fc.nat(40)), choice });
const crashInOpening: fc.Arbitrary<Crash> = fc.record({ afterCalls: fc.nat(20), choice });

const step: fc.Arbitrary<DurableStep> = fc.record({
  work: stepOf({ operations: 6, queued: 3 }),
  waitMs: fc.constantFrom(0, 1, 20),
  turns: fc.nat(3),
  request: fc.constantFrom('none', 'none', 'flush', 'snapshot', 'begin snapshot', 'begin snapshot', 'close'),
  crash: fc.option(crash, { freq: 2 }),
  crashInOpening: fc.option(crashInOpening, { freq: 2 }),
});

export async function checkDurable(numRuns: number, count: Count): Promise<void> {
  const histories = fc.array(step, { minLength: 1, maxLength: 10, size: 'max' });
  const property = fc.asyncProperty(options, histories, async (given, steps) => {
    const clock = new VirtualClock({ replaceClock });
    await clock.during(async () => {
      const session = new DurableSession(clock, given, count);
      for (const each of steps) await session.step(each);
      await session.finish();
    });
  });
  const limit = { interruptAfterTimeLimit: timeLimitMs(numRuns), markInterruptAsFailure: true };
  await fc.assert(property, { numRuns, ...limit });
}
