/** Updates rows of LMDB, which lets each thread commit. */

import { openBodies } from '../../../libraries/lmdb-bodies.js';
import { bodyOf } from '../bodies.js';
import { driveWriter } from '../write.js';

export async function prepare({ directory, shares }, _port, number) {
  const db = await openBodies(directory);
  const own = shares[number];
  return {
    run: driveWriter(own.length, (index, change) => db.put(own[index], { ...bodyOf(own[index]), ...change })),
    end: () => db.close(),
  };
}
