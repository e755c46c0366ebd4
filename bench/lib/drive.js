/** Runs writers. Each waits until its commit is acknowledged, then makes the next one. */

import { times } from './expect.js';

/** Runs `step(number)` for the numbers below `steps`, from `writers` writers. */
export async function driveAll(step, { writers, steps }) {
  let next = 0;
  const write = async () => {
    while (next < steps) await step(next++);
  };
  await Promise.all(times(writers, write));
}

/**
 * Runs `step(number)` from `writers` writers for some seconds. Numbers count up from `first`. Returns the number of
 * steps, the seconds of all together, and the milliseconds of each. All steps are acknowledged then.
 */
export async function drive(step, { writers, seconds, first = 0 }) {
  const latencies = [];
  let next = first;
  const begun = performance.now();
  const end = begun + seconds * 1000;
  const write = async () => {
    for (let at = begun; at < end; ) {
      await step(next++);
      const acknowledged = performance.now();
      latencies.push(acknowledged - at);
      at = acknowledged;
    }
  };
  await Promise.all(times(writers, write));
  return { steps: next - first, seconds: (performance.now() - begun) / 1000, latencies };
}
