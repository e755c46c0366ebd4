/** Adds up a field of all rows in a snapshot, after each step. */

import { attach } from '../attach.js';
import { sumEachStep } from '../steps.js';
import { WAYS } from './iterate.js';

export function prepare({ handle, words }) {
  const db = attach(handle);
  return { run: sumEachStep(words, () => db.snapshot(WAYS.runs)), end: () => db.close() };
}
