/** 1,000 entities with A to E; one function over five queries. Compare with packed-5, which has five functions. */

import { times } from '../../lib/expect.js';
import { mapRecords } from '../../lib/records.js';
import { worldContestants } from '../../lib/worlds/contestants.js';
import { valueRecord, valueShapes } from '../../lib/worlds/data.js';

export const title = 'one function over five queries, 1,000 rows each';
export const operations = 1;

const records = times(1000, (index) => valueRecord([...'ABCDE'], index));

const setup = {
  shapes: valueShapes([...'ABCDE']),
  capacity: records.length + 1,
  build: ({ create }) => records.map(create),
  expected: (runs) => mapRecords(records, ({ value }) => ({ value: runs % 2 === 0 ? value : -value })),
};

export const contestants = worldContestants(setup, {
  ecsdb: ({ runSystems, changeA, changeB, changeC, changeD, changeE }) => {
    const negate = (row) => {
      row.value *= -1;
    };
    return runSystems([
      (tx) => {
        const a = changeA(tx);
        while (a.next()) negate(a.a);
      },
      (tx) => {
        const b = changeB(tx);
        while (b.next()) negate(b.b);
      },
      (tx) => {
        const c = changeC(tx);
        while (c.next()) negate(c.c);
      },
      (tx) => {
        const d = changeD(tx);
        while (d.next()) negate(d.d);
      },
      (tx) => {
        const e = changeE(tx);
        while (e.next()) negate(e.e);
      },
    ]);
  },

  'ecsdb forEach': ({ db, changeA, changeB, changeC, changeD, changeE }) => {
    const negate = (row) => {
      row.value *= -1;
    };
    const systems = (tx) => {
      changeA(tx).forEach(negate);
      changeB(tx).forEach(negate);
      changeC(tx).forEach(negate);
      changeD(tx).forEach(negate);
      changeE(tx).forEach(negate);
    };
    return () => db.writeSync(systems);
  },

  'ecsdb ad hoc': ({ db, A, B, C, D, E }) => {
    const negate = (row) => {
      row.value *= -1;
    };
    const systems = (tx) => {
      tx.query(A.mut).forEach(negate);
      tx.query(B.mut).forEach(negate);
      tx.query(C.mut).forEach(negate);
      tx.query(D.mut).forEach(negate);
      tx.query(E.mut).forEach(negate);
    };
    return () => db.writeSync(systems);
  },

  bitecs: ({ world, query, A, B, C, D, E }) => {
    const negate = (component) => {
      const { value } = component;
      const entities = query(world, [component]);
      for (let index = 0; index < entities.length; index++) value[entities[index]] *= -1;
    };
    return () => {
      negate(A);
      negate(B);
      negate(C);
      negate(D);
      negate(E);
    };
  },

  piecs: ({ world, register, A, B, C, D, E }) => {
    const negate = (entities, { value }) => {
      for (let index = 0; index < entities.length; index++) value[entities[index]] *= -1;
    };
    for (const component of [A, B, C, D, E]) {
      register(
        (entities) => negate(entities, component),
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
