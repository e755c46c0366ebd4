/** Durations by when they ended, to ask afterwards for those of a span of time. */

import { percentile, round } from '../percentile.js';

/** So many are kept without allocating anything: the collector must not stop what is measured. */
const CAPACITY = 1 << 22;

export class Timeline {
  #ends = new Float64Array(CAPACITY);
  #durations = new Float64Array(CAPACITY);
  #count = 0;

  /** In milliseconds. */
  add(end, duration) {
    if (this.#count === CAPACITY) throw new Error(`more than ${CAPACITY} durations`);
    this.#ends[this.#count] = end;
    this.#durations[this.#count++] = duration;
  }

  /** Of those that were under way between `from` and `to`: 0.5 for the median, 1 for the longest. */
  within({ from, to }, part) {
    const found = [];
    for (let index = 0; index < this.#count; index++) {
      const end = this.#ends[index];
      if (end > from && end - this.#durations[index] < to) found.push(this.#durations[index]);
    }
    return found.length === 0 ? 0 : round(percentile(found, part));
  }
}
