/**
 * The process of one measurement: `node measure.js <case> <contestant> <seconds>`.
 *
 * A case exports `title`, `operations` (how many one run is counted as) and `contestants`, each a function that sets up and
 * gives `run`, `check(runs)` and perhaps `facts()`. `check` throws unless the state is what that many runs must lead to; it
 * is called before and after the timing.
 */

import Benchmark from 'benchmark';

const [, , path, name, seconds] = process.argv;
const { contestants, operations } = await import(path);
const { run, check, facts } = await contestants[name]();
let runs = 0;

for (let first = 0; first < 3; first++) await countedRun();
check(runs);
const samples = await time(Number(seconds));
check(runs);
console.log(JSON.stringify({ samples: samples.map((sample) => sample / operations), facts: facts?.() ?? {} }));

function countedRun() {
  runs++;
  return run();
}

/** Seconds per run, for each sample that benchmark.js took. */
function time(maxTime) {
  return new Promise((resolve, reject) => {
    const isAsync = run.constructor.name === 'AsyncFunction';
    new Benchmark({
      defer: isAsync,
      fn: isAsync ? (deferred) => countedRun().then(() => deferred.resolve(), reject) : () => void countedRun(),
      maxTime,
      async: true,
      onComplete: ({ target }) => resolve(target.stats.sample),
      onError: ({ target }) => reject(target.error),
    }).run();
  });
}
