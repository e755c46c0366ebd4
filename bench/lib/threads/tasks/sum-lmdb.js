/** Sums a field of all objects in LMDB, after each step. */

import { openBodies } from '../../../libraries/lmdb-bodies.js';
import { sumEachStep } from '../steps.js';

export async function prepare({ directory, words }) {
  const db = await openBodies(directory);
  return { run: sumEachStep(words, () => sumOf(db)), end: () => db.close() };
}

function sumOf(db) {
  // Otherwise LMDB keeps its read transaction for the whole turn of the event loop.
  db.resetReadTxn();
  let sum = 0;
  for (const { key, value } of db.getRange()) if (typeof key === 'number') sum += value.x;
  return sum;
}
