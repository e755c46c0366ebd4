/** 1,000 entities with A to E; one query that changes A. */

import { times } from '../../lib/expect.js';
import { worldContestants } from '../../lib/worlds/contestants.js';
import { valueRecord, valueShapes } from '../../lib/worlds/data.js';

export const title = 'one function over one query, 1,000 rows';
export const operations = 1;
export const wanted = [
  { name: 'ecsdb', against: 'bitecs', timesAsFast: 1 / 1.25 },
  { name: 'ecsdb runs', against: 'bitecs', timesAsFast: 1 },
  { name: 'ecsdb runs', against: 'piecs', timesAsFast: 1 },
];

const records = times(1000, (index) => valueRecord([...'ABCDE'], index));

const setup = {
  shapes: valueShapes([...'ABCDE']),
  capacity: records.length + 1,
  build: ({ create }) => records.map(create),
  expected: (runs) =>
    records.map((record) => ({ ...record, A: { value: record.A.value * (runs % 2 === 0 ? 1 : -1) } })),
};

export const contestants = worldContestants(setup, {
  ecsdb: ({ db, changeA }) => {
    const system = (tx) => {
      const a = changeA(tx);
      while (a.next()) a.a.value *= -1;
    };
    return () => db.writeSync(system);
  },

  'ecsdb forEach': ({ db, changeA }) => {
    const system = (tx) => {
      changeA(tx).forEach((row) => {
        row.value *= -1;
      });
    };
    return () => db.writeSync(system);
  },

  'ecsdb ad hoc': ({ db, A }) => {
    const system = (tx) => {
      tx.query(A.mut).forEach((row) => {
        row.value *= -1;
      });
    };
    return () => db.writeSync(system);
  },

  'ecsdb runs': ({ db, changeA }) => {
    const system = (tx) => {
      changeA(tx).runs((run) => {
        const { array, first, stride } = run.a.column('value');
        for (let index = first, end = first + run.count * stride; index < end; index += stride) array[index] *= -1;
      });
    };
    return () => db.writeSync(system);
  },

  bitecs: ({ world, query, A }) => {
    const { value } = A;
    const terms = [A];
    return () => {
      const entities = query(world, terms);
      for (let index = 0; index < entities.length; index++) value[entities[index]] *= -1;
    };
  },

  piecs: ({ world, register, A }) => {
    const { value } = A;
    register(
      (entities) => {
        for (let index = 0; index < entities.length; index++) value[entities[index]] *= -1;
      },
      (query) => query.every(A),
    );
    world.initialize();
    return () => world.update();
  },

  koota: ({ world, A }) => {
    const negate = ([store], entities) => {
      for (let index = 0; index < entities.length; index++) store.value[entities[index].id()] *= -1;
    };
    return () => world.query(A).useStores(negate);
  },
});
