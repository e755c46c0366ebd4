/**
 * Contestants that change all rows, step by step, and show them to another thread, which sums a field. The two threads
 * take turns: the owner changes, shares and waits; the other thread receives and sums. The time of the change is not
 * counted.
 */

import { makeDataDirectory } from '../durability/directory.js';
import { expectList, times } from '../expect.js';
import { round } from '../percentile.js';
import { sumOfX } from './bodies.js';
import { hireCrew } from './crew.js';
import { makeWords, publishStep, publishStop, SHARED, SUMMED, waitFor } from './steps.js';

export const ROWS = 100_000;

const FRAME_MS = 1000 / 60;
const WARM_UP_STEPS = 10;
/** Each step moves x by this much, every second step in the opposite direction. */
const WAY = 0.25;

/**
 * `open(directory)` returns or promises the rows of the contestant: `task` and `data` for the thread, `change(way)`,
 * which adds to each x, and `share(port)`, which shows the rows to the thread. If changing and sharing are one call,
 * `step(way)` does both and returns the milliseconds of the change.
 */
export function shareContestant(open) {
  return async () => {
    const { task, data, change, share, step, close } = await open(makeDataDirectory());
    const words = makeWords();
    const crew = await hireCrew(1, task, { ...data, words });
    const [port] = crew.ports;
    const changeAndShare =
      step ??
      ((way) => {
        const changeMs = timeOf(() => change(way));
        share(port);
        return changeMs;
      });
    return {
      async measure(seconds) {
        const summing = crew.run();
        const made = takeSteps(words, changeAndShare, seconds);
        publishStop(words);
        const [{ sums, milliseconds }] = await summing;
        await crew.end();
        await close?.();
        expectList(sums, expectedSums(sums.length), 'sums of the steps');
        const owner = mean(made.shareMs.slice(WARM_UP_STEPS));
        const worker = mean(milliseconds.slice(WARM_UP_STEPS));
        return {
          samples: [(owner + worker) / 1000],
          facts: {
            'owner in ms': round(owner),
            'worker in ms': round(worker),
            '% of a frame at 60 Hz': round(((owner + worker) / FRAME_MS) * 100),
            'change in ms': round(mean(made.changeMs.slice(WARM_UP_STEPS))),
          },
        };
      },
    };
  };
}

function takeSteps(words, changeAndShare, seconds) {
  const changeMs = [];
  const shareMs = [];
  let end = Number.POSITIVE_INFINITY;
  for (let step = 1; performance.now() < end; step++) {
    if (step === WARM_UP_STEPS + 1) end = performance.now() + seconds * 1000;
    const begun = performance.now();
    const changing = changeAndShare(step % 2 === 1 ? WAY : -WAY);
    changeMs.push(changing);
    shareMs.push(performance.now() - begun - changing);
    publishStep(words, SHARED, step);
    waitFor(words, SUMMED, step);
  }
  return { changeMs, shareMs };
}

function expectedSums(steps) {
  const before = sumOfX(ROWS);
  return times(steps, (index) => (index % 2 === 0 ? before + ROWS * WAY : before));
}

export function timeOf(work) {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
