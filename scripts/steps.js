/** Steps of a script on the terminal: what is done, whether it still runs, how long it took. */

import { performance } from 'node:perf_hooks';

const DOT_MS = 1000;

/** Prints the title, a dot each second while `run` works, and the time it took. */
export async function runStep(title, run) {
  process.stdout.write(`${title} `);
  const start = performance.now();
  const timer = setInterval(() => process.stdout.write('.'), DOT_MS);
  try {
    return await run();
  } finally {
    clearInterval(timer);
    console.log(` ${secondsSince(start)} s`);
  }
}

/** For example `3.2`. */
export function secondsSince(start) {
  return ((performance.now() - start) / 1000).toFixed(1);
}
