/** Whoever waits stays awake where that is of use, and seldom tries where it is not. */

import { expect, test } from '@jest/globals';
import { Spin } from '../../runtime/src/spin.js';

/** In how many of so many waits it stayed awake, when `inTime` says of each try whether it was of use. */
function tries(spin: Spin, waits: number, inTime: (wait: number) => boolean): number {
  let count = 0;
  for (let wait = 0; wait < waits; wait++) {
    if (!spin.begin()) continue;
    count++;
    spin.end(inTime(wait));
  }
  return count;
}

test('stays awake each time, as long as that is of use', () => {
  expect(tries(new Spin(), 1000, () => true)).toBe(1000);
});

test('tries at longer and longer intervals, when nothing comes in time', () => {
  const spin = new Spin();
  expect(tries(spin, 256, () => false)).toBe(8);
  expect(tries(spin, 256_000, () => false)).toBeLessThanOrEqual(1001);
});

test('never gives up', () => {
  const spin = new Spin();
  tries(spin, 1_000_000, () => false);
  expect(tries(spin, 1000, () => true)).toBeGreaterThan(700);
});

test('one wait in vain among many of use costs one wait without a try', () => {
  expect(tries(new Spin(), 1001, (wait) => wait !== 500)).toBe(1000);
});

test('halves the interval with each try of use, so that luck now and then does not count for much', () => {
  const spin = new Spin();
  const lucky = (wait: number): boolean => wait % 10 === 0;
  expect(tries(spin, 10_000, lucky)).toBeLessThan(2000);
});
