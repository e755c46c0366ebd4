/**
 * Two threads take turns: one shares a step, the other sums it. Words in shared memory hold the step of each thread.
 */

/** The number of the last step that was shared, and of the last step that was summed. */
export const SHARED = 0;
export const SUMMED = 16;

/** Instead of a number, to end. */
const STOP = -1;

export function makeWords() {
  return new Int32Array(new SharedArrayBuffer(128));
}

export function publishStep(words, what, step) {
  Atomics.store(words, what, step);
  Atomics.notify(words, what);
}

export function publishStop(words) {
  publishStep(words, SHARED, STOP);
}

/** Blocks until the word is `step`. Returns false if the word says to end. */
export function waitFor(words, what, step) {
  for (;;) {
    const got = Atomics.load(words, what);
    if (got === step) return true;
    if (got === STOP) return false;
    Atomics.wait(words, what, got);
  }
}

/** `run` of a task: `sumOf()` receives a step and sums it. Returns the sum and the milliseconds of each step. */
export function sumEachStep(words, sumOf) {
  return () => {
    const sums = [];
    const milliseconds = [];
    for (let step = 1; waitFor(words, SHARED, step); step++) {
      const begun = performance.now();
      sums.push(sumOf());
      milliseconds.push(performance.now() - begun);
      publishStep(words, SUMMED, step);
    }
    return { sums, milliseconds };
  };
}
