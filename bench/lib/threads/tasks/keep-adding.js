/** Sums numbers of its own without end: shows what a busy thread costs that does not use the database. */

import { expectEqual } from '../../expect.js';

const NUMBERS = 1000;

/** `stop` is a word that is set to end the loop. */
export function prepare({ stop }) {
  const numbers = Float64Array.from({ length: NUMBERS }, (_, i) => i + 0.5);
  return {
    run() {
      for (; Atomics.load(stop, 0) === 0; ) expectEqual(sum(numbers), (NUMBERS * NUMBERS) / 2, 'sum of numbers');
      return { rowsPerSecond: 0 };
    },
  };
}

function sum(numbers) {
  let total = 0;
  for (let i = 0; i < numbers.length; i++) total += numbers[i];
  return total;
}
