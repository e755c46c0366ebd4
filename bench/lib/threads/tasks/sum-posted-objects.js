/** Sums a field of objects that are posted after each step. */

import { receiveMessageOnPort } from 'node:worker_threads';
import { sumEachStep } from '../steps.js';

export function prepare({ words }, port) {
  return { run: sumEachStep(words, () => sumOf(receiveMessageOnPort(port).message)) };
}

function sumOf(rows) {
  let sum = 0;
  for (const { x } of rows) sum += x;
  return sum;
}
