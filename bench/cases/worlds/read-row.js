/** A copy of the row of each of 10,000 entities, in random order. */

import { worldContestants } from '../../lib/worlds/contestants.js';
import { READS, readSetup, scattered } from '../../lib/worlds/reads.js';

export const title = 'copy the row of an entity';
export const operations = READS;

export const contestants = worldContestants(readSetup, {
  ecsdb: ({ db, Position, entities, total }) => {
    const read = scattered(entities);
    return () => {
      let sum = 0;
      for (let index = 0; index < read.length; index++) sum += db.get(read[index], Position).x;
      total.value += sum;
    };
  },

  bitecs: ({ Position, entities, total }) => {
    const { x, y, z } = Position;
    const read = scattered(entities);
    const copy = (entity) => ({ x: x[entity], y: y[entity], z: z[entity] });
    return () => {
      let sum = 0;
      for (let index = 0; index < read.length; index++) sum += copy(read[index]).x;
      total.value += sum;
    };
  },
});
