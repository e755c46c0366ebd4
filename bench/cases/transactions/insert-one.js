/** A transaction that creates one entity with one component, published. */

import { expectEqual, fractional } from '../../lib/expect.js';

const TRANSACTIONS = 1000;

export const title = 'one entity with one component in a transaction of its own';
export const operations = TRANSACTIONS;
export const wanted = [{ name: 'ecsdb', against: '@adobe/data', timesAsFast: 2 }];

export const contestants = {
  async ecsdb() {
    const { createEcsdb } = await import('../../libraries/ecsdb.js');
    const { A } = await import('#generated/ecs/index.js');
    const { db } = createEcsdb([]);
    return {
      run: () => {
        for (let index = 0; index < TRANSACTIONS; index++) {
          db.writeSync((tx) => tx.insert(tx.create(), A, { value: fractional(index) }));
        }
      },
      check: (runs) => expectEqual(db.count(A), runs * TRANSACTIONS, 'rows'),
    };
  },

  async 'ecsdb, awaited'() {
    const { createEcsdb } = await import('../../libraries/ecsdb.js');
    const { A } = await import('#generated/ecs/index.js');
    const { db } = createEcsdb([]);
    return {
      run: async () => {
        for (let index = 0; index < TRANSACTIONS; index++) {
          await db.write((tx) => tx.insert(tx.create(), A, { value: fractional(index) }));
        }
      },
      check: (runs) => expectEqual(db.count(A), runs * TRANSACTIONS, 'rows'),
    };
  },

  async 'ecsdb, 1,000 in flight'() {
    const { createEcsdb } = await import('../../libraries/ecsdb.js');
    const { A } = await import('#generated/ecs/index.js');
    const { db } = createEcsdb([]);
    return {
      run: async () => {
        const written = [];
        for (let index = 0; index < TRANSACTIONS; index++) {
          written.push(db.write((tx) => tx.insert(tx.create(), A, { value: fractional(index) })));
        }
        await Promise.all(written);
      },
      check: (runs) => expectEqual(db.count(A), runs * TRANSACTIONS, 'rows'),
    };
  },

  async '@adobe/data'() {
    const { createAdobeData } = await import('../../libraries/adobe-data.js');
    const { db, count } = createAdobeData();
    return {
      run: () => {
        for (let index = 0; index < TRANSACTIONS; index++) db.transactions.insert(fractional(index));
      },
      check: (runs) => expectEqual(count(), runs * TRANSACTIONS, 'rows'),
    };
  },
};
