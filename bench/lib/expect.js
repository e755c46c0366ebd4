/** Data of the cases, and checks of results. */

import { deepStrictEqual, strictEqual } from 'node:assert/strict';

/**
 * Values that are never integers, and exact in f32. V8 collects integer feedback from loops over integral floats, which
 * makes them slower or faster than those of programs. Exact values can be compared.
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
