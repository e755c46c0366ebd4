/** Sums a field of all rows in a pinned version, after each step. */

import { attach } from '../attach.js';
import { sumEachStep } from '../steps.js';
import { WAYS } from './iterate.js';

export function prepare({ handle, words }) {
  const db = attach(handle);
  return { run: sumEachStep(words, () => db.pinVersion(WAYS.runs)), end: () => db.close() };
}
