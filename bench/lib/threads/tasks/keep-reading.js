/** Reads a shared database without end while its owner commits: single rows, or all rows in pinned versions. */

import { expectEqual } from '../../expect.js';
import { attach, bodies } from '../attach.js';
import { sumOfReads } from './read-ecsdb.js';

/** Passes of single reads between two checks of `stop`. */
const READS = 100;

/** No thread changes the field that is summed. `stop` is a word that is set to end the loop. */
export function prepare({ handle, entities, expected, inPinnedVersions, stop }) {
  const db = attach(handle);
  const few = entities.slice(0, READS);
  const expectedOfFew = sumOfReads(db, few);
  const look = inPinnedVersions
    ? () => expectEqual(db.pinVersion(sumOfRows), expected, 'sum in a pinned version')
    : () => expectEqual(sumOfReads(db, few), expectedOfFew, 'sum of single reads');
  return {
    run() {
      const begun = performance.now();
      let looks = 0;
      for (; Atomics.load(stop, 0) === 0; looks++) look();
      const rows = looks * (inPinnedVersions ? entities.length : READS);
      return { rowsPerSecond: (rows / (performance.now() - begun)) * 1000 };
    },
    end: () => db.close(),
  };
}

function sumOfRows(view) {
  let sum = 0;
  bodies(view).forEach((body) => {
    sum += body.x;
  });
  return sum;
}
