/**
 * The process of a program: `node program.js <contestant> <rounds> <case>...`. All cases of the contestant run in it,
 * as the systems of a program do: they share V8's type feedback, the caches and the heap.
 *
 * With rounds, it prints seconds per operation for each sample of each case. Without them (0), it checks results only:
 * it checks each case after each of three runs.
 */

import { median } from './statistics.js';
import { Unavailable } from './unavailable.js';

/** Both pass before anything is measured: ten seconds of a program with 60 rounds per second. */
const WARM_UP_ROUNDS = 600;
const WARM_UP_SECONDS = 1.5;

/** A sample is of as many runs as take this time, so that the clock is exact enough. */
const SAMPLE_SECONDS = 0.3e-3;
const RUNS_MAX = 16;

const [, , name, rounds, ...paths] = process.argv;

try {
  const cases = await createCases();
  if (Number(rounds) === 0) await checkAll(cases);
  else await measureAll(cases, Number(rounds));
  console.log(JSON.stringify({ cases: cases.map(({ path, samples }) => ({ path, samples })) }));
} catch (error) {
  if (!(error instanceof Unavailable)) throw error;
  console.log(JSON.stringify({ unavailable: error.message }));
}

/** A case that does its own timing takes part in checks only. */
async function createCases() {
  const cases = [];
  for (const path of paths) {
    const { contestants, operations } = await import(path);
    const { run, check, verify } = await contestants[name]();
    if (run !== undefined) cases.push({ path, operations, run, check, runs: 0, samples: [] });
    else if (verify !== undefined && rounds === '0') cases.push({ path, verify });
  }
  return cases;
}

async function checkAll(cases) {
  for (const one of cases) {
    try {
      await (one.verify ?? checkThreeRuns)(one);
    } catch (error) {
      throw new Error(`${name} fails in ${one.path}: ${error.message}`, { cause: error });
    }
  }
}

async function checkThreeRuns(one) {
  for (let round = 0; round < 3; round++) {
    await runOnce(one);
    one.check(one.runs);
  }
}

async function measureAll(cases, count) {
  await runRounds(cases, { rounds: WARM_UP_ROUNDS, seconds: WARM_UP_SECONDS, runsOf: () => 1 });
  for (const one of cases) one.check(one.runs);
  for (const one of cases) one.runsPerSample = runsPerSample(one.samples.splice(0), one.operations);
  await runRounds(cases, { rounds: count, seconds: 0, runsOf: (one) => one.runsPerSample });
  for (const one of cases) one.check(one.runs);
}

/** At least so many rounds, and at least so many seconds. */
async function runRounds(cases, { rounds, seconds, runsOf }) {
  const end = performance.now() + seconds * 1000;
  for (let round = 0; round < rounds || performance.now() < end; round++) {
    for (const one of cases) {
      const runs = runsOf(one);
      const begun = performance.now();
      for (let run = 0; run < runs; run++) {
        const pending = runOnce(one);
        if (pending instanceof Promise) await pending;
      }
      one.samples.push((performance.now() - begun) / 1000 / runs / one.operations);
    }
  }
}

/** Returns a promise if the case is asynchronous. */
function runOnce(one) {
  one.runs++;
  return one.run();
}

function runsPerSample(samples, operations) {
  const seconds = median(samples.slice(samples.length >> 1)) * operations;
  return Math.max(1, Math.min(RUNS_MAX, Math.ceil(SAMPLE_SECONDS / seconds)));
}
