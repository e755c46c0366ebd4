/** Contestants that iterate over all rows, on the owner's thread or in pinned versions of another. */

import { createBodies, createSharedBodies, sumOfX } from './bodies.js';
import { hireCrew } from './crew.js';
import { repeatPasses } from './pass.js';

const ROWS = 100_000;

/** `way` is one of tasks/iterate.js. */
export function iterateAsOwner(way) {
  return () => ({
    async measure(seconds) {
      const { WAYS } = await import('./tasks/iterate.js');
      const { db } = await createBodies(ROWS);
      return resultOf(repeatPasses(() => WAYS[way](db), sumOfX(ROWS), seconds));
    },
  });
}

export function iterateInThread(way) {
  return () => ({
    async measure(seconds) {
      const { handle } = await createSharedBodies(ROWS);
      const crew = await hireCrew(1, 'iterate', { handle, way, expected: sumOfX(ROWS) });
      const [result] = await crew.run(seconds);
      await crew.end();
      return resultOf(result);
    },
  });
}

function resultOf({ passes, seconds }) {
  return { samples: [seconds / passes / ROWS], facts: {} };
}
