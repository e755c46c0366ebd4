/** One transaction that creates 1,000 entities with a component and destroys them, published. */

import { expectEqual, fractional, times } from '../../lib/expect.js';

export const title = 'create and destroy 1,000 entities in one transaction';
export const operations = 1;

const values = times(1000, fractional);

export const contestants = {
  async ecsdb() {
    const { createEcsdb } = await import('../../libraries/ecsdb.js');
    const { A } = await import('#generated/ecs/index.js');
    const { db } = createEcsdb([]);
    const createAndDestroy = (tx) => {
      const entities = values.map((value) => {
        const entity = tx.create();
        tx.insert(entity, A, { value });
        return entity;
      });
      for (const entity of entities) tx.destroy(entity);
    };
    return { run: () => db.writeSync(createAndDestroy), check: () => expectEqual(db.count(), 0, 'entities') };
  },

  async '@adobe/data'() {
    const { createAdobeData } = await import('../../libraries/adobe-data.js');
    const { db, count } = createAdobeData();
    return {
      run: () => db.transactions.insertAndDelete(values),
      check: () => expectEqual(count(), 0, 'entities'),
    };
  },
};
