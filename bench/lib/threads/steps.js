/** Two threads in turn: one shares a step, the other one adds it up. Words of shared memory say how far each is. */

/** The number of the last step that was shared, and of the last one that was added up. */
export const SHARED = 0;
export const SUMMED = 16;

/** Instead of a number, when it is enough. */
const STOP = -1;

export function makeWords() {
  return new Int32Array(new SharedArrayBuffer(128));
}

export function tell(words, what, step) {
  Atomics.store(words, what, step);
  Atomics.notify(words, what);
}

export function tellStop(words) {
  tell(words, SHARED, STOP);
}

/** Blocks until the word says `step`. False when it says that it is enough. */
export function waitFor(words, what, step) {
  for (;;) {
    const got = Atomics.load(words, what);
    if (got === step) return true;
    if (got === STOP) return false;
    Atomics.wait(words, what, got);
  }
}

/** `run` of a task: `sumOf()` receives a step and adds it up. Gives the sum of each step and the milliseconds that it took. */
export function sumEachStep(words, sumOf) {
  return () => {
    const sums = [];
    const milliseconds = [];
    for (let step = 1; waitFor(words, SHARED, step); step++) {
      const begun = performance.now();
      sums.push(sumOf());
      milliseconds.push(performance.now() - begun);
      tell(words, SUMMED, step);
    }
    return { sums, milliseconds };
  };
}
