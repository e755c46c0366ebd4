/** A transaction that changes one field of one of 1,000 entities, published. */

import { expectList, fractional, times } from '../../lib/expect.js';

const ENTITIES = 1000;

export const title = 'one field of one of 1,000 entities in a transaction of its own';
export const operations = ENTITIES;
export const wanted = [{ name: 'ecsdb', against: '@adobe/data', timesAsFast: 4 }];

const values = times(ENTITIES, fractional);

/** Each run adds one to every value. Values restart at 1,000, to stay fractional. */
function createClock() {
  let ticks = 0;
  return {
    tick() {
      ticks = (ticks + 1) % 1000;
      return ticks;
    },
    checker: (current) => () =>
      expectList(
        current(),
        values.map((value) => value + ticks),
        'values',
      ),
  };
}

async function createEcsdb() {
  const ecsdb = await import('../../libraries/ecsdb.js');
  const { A } = await import('#generated/ecs/index.js');
  const { db, ids, valuesOf } = ecsdb.createEcsdb(values.map((value) => ({ A: value })));
  const { tick, checker } = createClock();
  return { db, A, ids, tick, check: checker(() => valuesOf('A')) };
}

export const contestants = {
  async ecsdb() {
    const { db, A, ids, tick, check } = await createEcsdb();
    const run = () => {
      const ticks = tick();
      for (let index = 0; index < ENTITIES; index++) {
        db.writeSync((tx) => tx.update(ids[index], A, { value: values[index] + ticks }));
      }
    };
    return { run, check };
  },

  async 'ecsdb, in place'() {
    const { db, A, ids, tick, check } = await createEcsdb();
    const run = () => {
      const ticks = tick();
      for (let index = 0; index < ENTITIES; index++) {
        db.writeSync((tx) =>
          tx.update(ids[index], A, (row) => {
            row.value = values[index] + ticks;
          }),
        );
      }
    };
    return { run, check };
  },

  async '@adobe/data'() {
    const { createAdobeData } = await import('../../libraries/adobe-data.js');
    const { db } = createAdobeData();
    const { tick, checker } = createClock();
    const entities = values.map((value) => db.transactions.insert(value));
    const run = () => {
      const ticks = tick();
      for (let index = 0; index < ENTITIES; index++) {
        db.transactions.update({ entity: entities[index], value: values[index] + ticks });
      }
    };
    return { run, check: checker(() => entities.map((entity) => db.get(entity, 'value'))) };
  },
};
