/** One field of one entity at a time, entities in no particular order. */

import { expectEqual, fractional, times } from '../../lib/expect.js';

const ENTITIES = 10_000;

export const title = 'read one field of one of 10,000 entities';
export const operations = ENTITIES;

const values = times(ENTITIES, fractional);
const sumOfRun = values.reduce((sum, value) => sum + value, 0);

/** All entities, each once: 7,919 and their number have no common factor. */
function shuffled(entities) {
  return entities.map((_, index) => entities[(index * 7919) % ENTITIES]);
}

function reader(entities, read) {
  let sum = 0;
  return {
    run: () => {
      for (let index = 0; index < ENTITIES; index++) sum += read(entities[index]);
    },
    check: (runs) => expectEqual(sum, runs * sumOfRun, 'sum of what was read'),
  };
}

async function createEcsdb() {
  const ecsdb = await import('../../libraries/ecsdb.js');
  const { A } = await import('#generated/ecs/index.js');
  const { db, ids } = ecsdb.createEcsdb(values.map((value) => ({ A: value })));
  return { db, A, entities: shuffled(ids) };
}

async function createAdobeData() {
  const adobe = await import('../../libraries/adobe-data.js');
  const { db } = adobe.createAdobeData();
  return { db, entities: shuffled(values.map((value) => db.transactions.insert(value))) };
}

export const contestants = {
  async 'ecsdb read'() {
    const { db, A, entities } = await createEcsdb();
    return reader(entities, (entity) => db.read(entity, A, (row) => row.value));
  },

  async 'ecsdb get'() {
    const { db, A, entities } = await createEcsdb();
    return reader(entities, (entity) => db.get(entity, A).value);
  },

  async '@adobe/data get'() {
    const { db, entities } = await createAdobeData();
    return reader(entities, (entity) => db.get(entity, 'value'));
  },

  async '@adobe/data read'() {
    const { db, entities } = await createAdobeData();
    return reader(entities, (entity) => db.read(entity).value);
  },
};
