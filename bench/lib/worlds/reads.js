/** The world of the cases that read: 10,000 entities with a position, read in random order. No run changes it. */

import { times } from '../expect.js';
import { place, VECTOR } from './data.js';
import { createRandom, shuffled } from './random.js';

export const READS = 10_000;

const records = times(READS, (index) => ({ Position: place(index) }));
const sumOfX = records.reduce((sum, { Position }) => sum + Position.x, 0);

export const readSetup = {
  shapes: { Position: VECTOR },
  capacity: READS + 1,
  build: ({ create }) => records.map(create),
  expected: () => records,
  expectedTotal: (runs) => runs * sumOfX,
};

/** The entities in random order. */
export function scattered(entities) {
  return shuffled(entities, createRandom(7));
}
