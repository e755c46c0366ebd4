/** One field of each of 10,000 entities, in random order. */

import { worldContestants } from '../../lib/worlds/contestants.js';
import { READS, readSetup, scattered } from '../../lib/worlds/reads.js';

export const title = 'read a field of an entity';
export const operations = READS;
export const wanted = [{ name: 'ecsdb', perSecond: 30e6 }];

export const contestants = worldContestants(readSetup, {
  ecsdb: ({ db, Position, entities, total }) => {
    const read = scattered(entities);
    return () => {
      let sum = 0;
      for (let index = 0; index < read.length; index++) sum += db.read(read[index], Position, (row) => row.x);
      total.value += sum;
    };
  },

  bitecs: ({ Position, entities, total }) => {
    const read = scattered(entities);
    return () => {
      let sum = 0;
      for (let index = 0; index < read.length; index++) sum += Position.x[read[index]];
      total.value += sum;
    };
  },
});
