/** Sums a field of the rows in a typed array that is posted after each step. */

import { receiveMessageOnPort } from 'node:worker_threads';
import { sumEachStep } from '../steps.js';

export function prepare({ words, stride }, port) {
  return { run: sumEachStep(words, () => sumOf(receiveMessageOnPort(port).message, stride)) };
}

function sumOf(rows, stride) {
  let sum = 0;
  for (let at = 0; at < rows.length; at += stride) sum += rows[at];
  return sum;
}
