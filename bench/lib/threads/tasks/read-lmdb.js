/** Reads single rows that LMDB maps into the memory of this thread. */

import { openBodies } from '../../../libraries/lmdb-bodies.js';
import { repeatPasses } from '../pass.js';

export async function prepare({ directory, order, expected }) {
  const db = await openBodies(directory);
  const pass = () => {
    let sum = 0;
    for (let at = 0; at < order.length; at++) sum += db.get(order[at]).x;
    return sum;
  };
  return { run: (seconds) => repeatPasses(pass, expected, seconds), end: () => db.close() };
}
