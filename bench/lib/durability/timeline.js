/** Durations with the time of their end, to select those of a span of time afterwards. */

import { percentile, round } from '../percentile.js';

/**
 * The number of durations. Recording allocates nothing, so that the garbage collector does not disturb the measurement.
 */
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

  /** A percentile of the durations that overlap `from` to `to`: 0.5 for the median, 1 for the longest. */
  within({ from, to }, part) {
    const found = [];
    for (let index = 0; index < this.#count; index++) {
      const end = this.#ends[index];
      if (end > from && end - this.#durations[index] < to) found.push(this.#durations[index]);
    }
    return found.length === 0 ? 0 : round(percentile(found, part));
  }
}
