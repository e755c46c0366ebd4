/** Sums a field of all rows of a pinned version, or of any other reader. */

import { attach, bodies } from '../attach.js';
import { repeatPasses } from '../pass.js';

export function prepare({ handle, way, expected }) {
  const db = attach(handle);
  const sum = WAYS[way];
  return { run: (seconds) => repeatPasses(() => db.pinVersion(sum), expected, seconds), end: () => db.close() };
}

/** Ways to sum x of a reader. */
export const WAYS = {
  forEach(reader) {
    let sum = 0;
    bodies(reader).forEach((body) => {
      sum += body.x;
    });
    return sum;
  },
  runs(reader) {
    let sum = 0;
    bodies(reader).runs(({ body, count }) => {
      sum += sumOfColumn(body.column('x'), count);
    });
    return sum;
  },
};

/** A function with a local variable: a captured variable of an outer function would be stored at each addition. */
function sumOfColumn({ array, stride, first }, count) {
  let sum = 0;
  const end = first + count * stride;
  for (let at = first; at < end; at += stride) sum += array[at];
  return sum;
}
