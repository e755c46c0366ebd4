/** Repeats passes over the same rows until the time is over. */

import { expectEqual } from '../expect.js';

/** Warm-up, to compile hot code. */
const WARM_UP_SECONDS = 0.3;

/**
 * Calls `pass()`, which must return `expected` each time, for `seconds`. Returns the number of passes and their
 * seconds.
 */
export function repeatPasses(pass, expected, seconds) {
  timePasses(pass, expected, WARM_UP_SECONDS);
  return timePasses(pass, expected, seconds);
}

function timePasses(pass, expected, seconds) {
  const begun = performance.now();
  const end = begun + seconds * 1000;
  let passes = 0;
  let now = begun;
  while (now < end) {
    expectEqual(pass(), expected, 'sum');
    passes++;
    now = performance.now();
  }
  return { passes, seconds: (now - begun) / 1000 };
}
