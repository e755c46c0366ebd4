/** The number of matches of queries that nothing has changed: 334 of 1,000 entities have both components. */

import { times } from '../../lib/expect.js';
import { worldContestants } from '../../lib/worlds/contestants.js';
import { valueRecord, valueShapes } from '../../lib/worlds/data.js';

export const title = 'make a query and count its 334 matches';
export const operations = 1000;
export const wanted = [{ name: 'ecsdb ad hoc', perSecond: 1e9 / 400 }];

const MATCHES = 334;

const records = times(1000, (index) => valueRecord(index % 3 === 0 ? ['A', 'B'] : ['A'], index));

const setup = {
  shapes: valueShapes([...'AB']),
  capacity: records.length + 1,
  build: ({ create }) => records.map(create),
  expected: () => records,
  expectedTotal: (runs) => runs * operations * MATCHES,
};

export const contestants = worldContestants(setup, {
  ecsdb:
    ({ db, adding, total }) =>
    () => {
      for (let index = 0; index < operations; index++) total.value += adding(db).count();
    },

  'ecsdb ad hoc':
    ({ db, A, B, total }) =>
    () => {
      for (let index = 0; index < operations; index++) total.value += db.query(A, B).count();
    },

  bitecs:
    ({ world, query, A, B, total }) =>
    () => {
      for (let index = 0; index < operations; index++) total.value += query(world, [A, B]).length;
    },
});
