/** Promise: a waiting thread busy-waits as long as that helps, and rarely if it does not help. */

import { expect, test } from '@jest/globals';
import { Spin } from '../../runtime/src/spin.js';

/** Counts the busy waits among `waits` waits. `isInTime` decides whether the event of a wait comes in time. */
function countSpins(spin: Spin, waits: number, isInTime: (wait: number) => boolean): number {
  let count = 0;
  for (let wait = 0; wait < waits; wait++) {
    if (!spin.begin()) continue;
    count++;
    spin.end(isInTime(wait));
  }
  return count;
}

test('spins in each wait, as long as that helps', () => {
  expect(countSpins(new Spin(), 1000, () => true)).toBe(1000);
});

test('spins more and more rarely if no event comes in time', () => {
  const spin = new Spin();
  expect(countSpins(spin, 256, () => false)).toBe(8);
  expect(countSpins(spin, 256_000, () => false)).toBeLessThanOrEqual(1001);
});

test('never stops spinning for ever', () => {
  const spin = new Spin();
  countSpins(spin, 1_000_000, () => false);
  expect(countSpins(spin, 1000, () => true)).toBeGreaterThan(700);
});

test('one failed spin among successful ones skips one spin', () => {
  expect(countSpins(new Spin(), 1001, (wait) => wait !== 500)).toBe(1000);
});

test('a success halves the interval, so that an occasional success has little effect', () => {
  const spin = new Spin();
  const isOccasional = (wait: number): boolean => wait % 10 === 0;
  expect(countSpins(spin, 10_000, isOccasional)).toBeLessThan(2000);
});
