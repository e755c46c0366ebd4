/** 1,000 entities with A to E; one function with five loops. Compare with packed-5, which has five functions. */

import { times } from '../../lib/expect.js';
import { mapRecords } from '../../lib/records.js';
import { worldContestants } from '../../lib/worlds/contestants.js';
import { valueRecord, valueShapes } from '../../lib/worlds/data.js';

export const title = 'five loops in one function, 1,000 rows each';
export const operations = 1;

const records = times(1000, (index) => valueRecord([...'ABCDE'], index));

const setup = {
  shapes: valueShapes([...'ABCDE']),
  capacity: records.length + 1,
  build: ({ create }) => records.map(create),
  expected: (runs) => mapRecords(records, ({ value }) => ({ value: runs % 2 === 0 ? value : -value })),
};

export const contestants = worldContestants(setup, {
  ecsdb: ({ db, changeA, changeB, changeC, changeD, changeE }) => {
    const system = (tx) => {
      const a = changeA(tx);
      while (a.next()) a.a.value *= -1;
      const b = changeB(tx);
      while (b.next()) b.b.value *= -1;
      const c = changeC(tx);
      while (c.next()) c.c.value *= -1;
      const d = changeD(tx);
      while (d.next()) d.d.value *= -1;
      const e = changeE(tx);
      while (e.next()) e.e.value *= -1;
    };
    return () => db.writeSync(system);
  },

  'ecsdb forEach': ({ db, changeA, changeB, changeC, changeD, changeE }) => {
    const system = (tx) => {
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
    return () => db.writeSync(system);
  },

  bitecs: ({ world, query, A, B, C, D, E }) => {
    const terms = { a: [A], b: [B], c: [C], d: [D], e: [E] };
    return () => {
      for (const entity of query(world, terms.a)) A.value[entity] *= -1;
      for (const entity of query(world, terms.b)) B.value[entity] *= -1;
      for (const entity of query(world, terms.c)) C.value[entity] *= -1;
      for (const entity of query(world, terms.d)) D.value[entity] *= -1;
      for (const entity of query(world, terms.e)) E.value[entity] *= -1;
    };
  },
});
