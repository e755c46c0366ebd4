/**
 * The process of one measurement: `node measure.js <case> <contestant> <seconds>`.
 *
 * A case exports `title`, optionally `wanted` (see wanted.js), and `contestants`. Each contestant is a function that
 * sets up and returns one of these:
 *
 * - `run`, `check(runs)` and optionally `facts()`. The case exports `operations`, the number of operations of one run.
 *   `check` throws unless the state is the result of that many runs. It is called before and after the timing.
 * - `measure(seconds)`, which does its own timing and checks. It returns `samples`, in seconds per operation, and
 *   `facts`. Optionally `verify()`, which checks results and measures nothing, in little time.
 */

import Benchmark from 'benchmark';
import { Unavailable } from './unavailable.js';

const [, , path, name, seconds] = process.argv;
const { contestants, operations } = await import(path);

console.log(JSON.stringify(await measured(Number(seconds))));

async function measured(maxTime) {
  try {
    const contestant = await contestants[name]();
    return await (contestant.measure ?? timed(contestant))(maxTime);
  } catch (error) {
    if (error instanceof Unavailable) return { unavailable: error.message };
    throw error;
  }
}

function timed({ run, check, facts }) {
  let runs = 0;
  const countedRun = () => {
    runs++;
    return run();
  };
  return async (maxTime) => {
    for (let first = 0; first < 3; first++) await countedRun();
    check(runs);
    const samples = await time(countedRun, run.constructor.name === 'AsyncFunction', maxTime);
    check(runs);
    return { samples: samples.map((sample) => sample / operations), facts: facts?.() ?? {} };
  };
}

/** Seconds per run, for each sample that benchmark.js took. */
function time(run, isAsync, maxTime) {
  return new Promise((resolve, reject) => {
    new Benchmark({
      defer: isAsync,
      fn: isAsync ? (deferred) => run().then(() => deferred.resolve(), reject) : () => void run(),
      maxTime,
      async: true,
      onComplete: ({ target }) => resolve(target.stats.sample),
      onError: ({ target }) => reject(target.error),
    }).run();
  });
}
