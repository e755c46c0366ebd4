/** Data of the cases, and checks of what became of it. */

import { deepStrictEqual, strictEqual } from 'node:assert/strict';

/**
 * Never integral and exact in f32. V8 collects integer feedback from loops over integral floats, which makes them look
 * slower or faster than what programs do, and exact values can be compared.
 */
export function fractional(index) {
  return (index % 100) + 0.375;
}

export function expectEqual(got, expected, what) {
  strictEqual(got, expected, `${what}: got ${got}, expected ${expected}`);
}

export function expectList(got, expected, what) {
  deepStrictEqual([...got], [...expected], what);
}

export function times(count, create) {
  return Array.from({ length: count }, (_, index) => create(index));
}
