/** Adds up a field of all rows, of a shared database's pinned version or of whatever can be iterated. */

import { attach, bodies } from '../attach.js';
import { repeatPasses } from '../pass.js';

export function prepare({ handle, way, expected }) {
  const db = attach(handle);
  const sum = WAYS[way];
  return { run: (seconds) => repeatPasses(() => db.pinVersion(sum), expected, seconds), end: () => db.close() };
}

/** Ways to add up x, given what can be read. */
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

/** A function with a variable of its own, as one that is shared with the function around it would be stored at each addition. */
function sumOfColumn({ array, stride, first }, count) {
  let sum = 0;
  const end = first + count * stride;
  for (let at = first; at < end; at += stride) sum += array[at];
  return sum;
}
