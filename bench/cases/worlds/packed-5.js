/** 1,000 entities with A to E; five functions over five queries. */

import { times } from '../../lib/expect.js';
import { mapRecords } from '../../lib/records.js';
import { worldContestants } from '../../lib/worlds/contestants.js';
import { valueRecord, valueShapes } from '../../lib/worlds/data.js';

export const title = 'five functions over five queries, 1,000 rows each';
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
  expected: (runs) => mapRecords(records, ({ value }) => ({ value: runs % 2 === 0 ? value : -value })),
};

export const contestants = worldContestants(setup, {
  ecsdb: ({ runSystems, changeA, changeB, changeC, changeD, changeE }) => {
    return runSystems([
      (tx) => {
        const a = changeA(tx);
        while (a.next()) a.a.value *= -1;
      },
      (tx) => {
        const b = changeB(tx);
        while (b.next()) b.b.value *= -1;
      },
      (tx) => {
        const c = changeC(tx);
        while (c.next()) c.c.value *= -1;
      },
      (tx) => {
        const d = changeD(tx);
        while (d.next()) d.d.value *= -1;
      },
      (tx) => {
        const e = changeE(tx);
        while (e.next()) e.e.value *= -1;
      },
    ]);
  },

  'ecsdb forEach': ({ db, changeA, changeB, changeC, changeD, changeE }) => {
    const systems = (tx) => {
      changeA(tx).forEach((row) => {
        row.value *= -1;
      });
      changeB(tx).forEach((row) => {
        row.value *= -1;
      });
      changeC(tx).forEach((row) => {
        row.value *= -1;
      });
      changeD(tx).forEach((row) => {
        row.value *= -1;
      });
      changeE(tx).forEach((row) => {
        row.value *= -1;
      });
    };
    return () => db.writeSync(systems);
  },

  'ecsdb ad hoc': ({ db, A, B, C, D, E }) => {
    const systems = (tx) => {
      tx.query(A.mut).forEach((row) => {
        row.value *= -1;
      });
      tx.query(B.mut).forEach((row) => {
        row.value *= -1;
      });
      tx.query(C.mut).forEach((row) => {
        row.value *= -1;
      });
      tx.query(D.mut).forEach((row) => {
        row.value *= -1;
      });
      tx.query(E.mut).forEach((row) => {
        row.value *= -1;
      });
    };
    return () => db.writeSync(systems);
  },

  'ecsdb runs': ({ db, changeA, changeB, changeC, changeD, changeE }) => {
    const negate = ({ array, first, stride }, count) => {
      for (let index = first, end = first + count * stride; index < end; index += stride) array[index] *= -1;
    };
    const systems = (tx) => {
      changeA(tx).runs((run) => negate(run.a.column('value'), run.count));
      changeB(tx).runs((run) => negate(run.b.column('value'), run.count));
      changeC(tx).runs((run) => negate(run.c.column('value'), run.count));
      changeD(tx).runs((run) => negate(run.d.column('value'), run.count));
      changeE(tx).runs((run) => negate(run.e.column('value'), run.count));
    };
    return () => db.writeSync(systems);
  },

  bitecs: ({ world, query, A, B, C, D, E }) => {
    const negate = (entities, values) => {
      for (let index = 0; index < entities.length; index++) values[entities[index]] *= -1;
    };
    const terms = { a: [A], b: [B], c: [C], d: [D], e: [E] };
    return () => {
      negate(query(world, terms.a), A.value);
      negate(query(world, terms.b), B.value);
      negate(query(world, terms.c), C.value);
      negate(query(world, terms.d), D.value);
      negate(query(world, terms.e), E.value);
    };
  },

  piecs: ({ world, register, A, B, C, D, E }) => {
    for (const component of [A, B, C, D, E]) {
      const { value } = component;
      register(
        (entities) => {
          for (let index = 0; index < entities.length; index++) value[entities[index]] *= -1;
        },
        (query) => query.every(component),
      );
    }
    world.initialize();
    return () => world.update();
  },

  koota: ({ world, A, B, C, D, E }) => {
    const negate = ([store], entities) => {
      for (let index = 0; index < entities.length; index++) store.value[entities[index].id()] *= -1;
    };
    return () => {
      world.query(A).useStores(negate);
      world.query(B).useStores(negate);
      world.query(C).useStores(negate);
      world.query(D).useStores(negate);
      world.query(E).useStores(negate);
    };
  },
});
