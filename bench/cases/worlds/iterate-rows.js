/** The rows of 10,000 entities, outside of transactions: a declared loop, and `for..of` over a query. */

import { worldContestants } from '../../lib/worlds/contestants.js';
import { READS, readSetup } from '../../lib/worlds/reads.js';

export const title = 'read a field of each row; ad hoc: for..of';
export const operations = READS;
export const wanted = [{ name: 'ecsdb ad hoc', perSecond: 1e9 / 25 }];

export const contestants = worldContestants(readSetup, {
  ecsdb:
    ({ db, eachPosition, total }) =>
    () => {
      let sum = 0;
      const m = eachPosition(db);
      while (m.next()) sum += m.position.x;
      total.value += sum;
    },

  'ecsdb forEach':
    ({ db, eachPosition, total }) =>
    () => {
      let sum = 0;
      eachPosition(db).forEach((position) => {
        sum += position.x;
      });
      total.value += sum;
    },

  'ecsdb ad hoc':
    ({ db, Position, total }) =>
    () => {
      let sum = 0;
      for (const [position] of db.query(Position)) sum += position.x;
      total.value += sum;
    },

  bitecs:
    ({ world, query, Position, total }) =>
    () => {
      let sum = 0;
      for (const entity of query(world, [Position])) sum += Position.x[entity];
      total.value += sum;
    },
});
