/** 1,000 entities each with AB, ABC, ABCD and ABCE, created in turn. Loops swap (A, B), (C, D) and (C, E). */

import { times } from '../../lib/expect.js';
import { mapRecords } from '../../lib/records.js';
import { worldContestants } from '../../lib/worlds/contestants.js';
import { valueRecord, valueShapes } from '../../lib/worlds/data.js';

export const title = 'four shapes created in turn, three loops that swap two components, 6,000 rows';
export const operations = 1;
export const wanted = [{ name: 'ecsdb', against: 'bitecs', timesAsFast: 1 / 1.5 }];

const records = times(1000, (index) =>
  ['AB', 'ABC', 'ABCD', 'ABCE'].map((names, shape) => valueRecord([...names], index + shape)),
).flat();

/** The component whose row is in `name` after an odd number of runs. */
function swapped(row, name, { A, B, C, D, E }) {
  return { A: B, B: A, C: D ?? E ?? row, D: C, E: C }[name];
}

const setup = {
  shapes: valueShapes([...'ABCDE']),
  capacity: records.length + 1,
  build: ({ create }) => records.map(create),
  expected: (runs) => (runs % 2 === 0 ? records : mapRecords(records, swapped)),
};

export const contestants = worldContestants(setup, {
  ecsdb: ({ runSystems, swapAb, swapCd, swapCe }) => {
    return runSystems([
      (tx) => {
        const ab = swapAb(tx);
        while (ab.next()) {
          const value = ab.a.value;
          ab.a.value = ab.b.value;
          ab.b.value = value;
        }
      },
      (tx) => {
        const cd = swapCd(tx);
        while (cd.next()) {
          const value = cd.c.value;
          cd.c.value = cd.d.value;
          cd.d.value = value;
        }
      },
      (tx) => {
        const ce = swapCe(tx);
        while (ce.next()) {
          const value = ce.c.value;
          ce.c.value = ce.e.value;
          ce.e.value = value;
        }
      },
    ]);
  },

  'ecsdb forEach': ({ db, swapAb, swapCd, swapCe }) => {
    const systems = (tx) => {
      swapAb(tx).forEach((a, b) => {
        const value = a.value;
        a.value = b.value;
        b.value = value;
      });
      swapCd(tx).forEach((c, d) => {
        const value = c.value;
        c.value = d.value;
        d.value = value;
      });
      swapCe(tx).forEach((c, e) => {
        const value = c.value;
        c.value = e.value;
        e.value = value;
      });
    };
    return () => db.writeSync(systems);
  },

  'ecsdb ad hoc': ({ db, A, B, C, D, E }) => {
    const systems = (tx) => {
      tx.query(A.mut, B.mut).forEach((a, b) => {
        const value = a.value;
        a.value = b.value;
        b.value = value;
      });
      tx.query(C.mut, D.mut).forEach((c, d) => {
        const value = c.value;
        c.value = d.value;
        d.value = value;
      });
      tx.query(C.mut, E.mut).forEach((c, e) => {
        const value = c.value;
        c.value = e.value;
        e.value = value;
      });
    };
    return () => db.writeSync(systems);
  },

  'ecsdb runs': ({ db, swapAb, swapCd, swapCe }) => {
    const swap = (left, right, count) => {
      const lefts = left.array;
      const rights = right.array;
      let from = left.first;
      let to = right.first;
      for (let row = 0; row < count; row++) {
        const value = lefts[from];
        lefts[from] = rights[to];
        rights[to] = value;
        from += left.stride;
        to += right.stride;
      }
    };
    const systems = (tx) => {
      swapAb(tx).runs((run) => swap(run.a.column('value'), run.b.column('value'), run.count));
      swapCd(tx).runs((run) => swap(run.c.column('value'), run.d.column('value'), run.count));
      swapCe(tx).runs((run) => swap(run.c.column('value'), run.e.column('value'), run.count));
    };
    return () => db.writeSync(systems);
  },

  bitecs: ({ world, query, A, B, C, D, E }) => {
    const swap = (entities, lefts, rights) => {
      for (let index = 0; index < entities.length; index++) {
        const entity = entities[index];
        const value = lefts[entity];
        lefts[entity] = rights[entity];
        rights[entity] = value;
      }
    };
    const terms = { ab: [A, B], cd: [C, D], ce: [C, E] };
    return () => {
      swap(query(world, terms.ab), A.value, B.value);
      swap(query(world, terms.cd), C.value, D.value);
      swap(query(world, terms.ce), C.value, E.value);
    };
  },

  piecs: ({ world, register, A, B, C, D, E }) => {
    const swap = (entities, lefts, rights) => {
      for (let index = 0; index < entities.length; index++) {
        const entity = entities[index];
        const value = lefts[entity];
        lefts[entity] = rights[entity];
        rights[entity] = value;
      }
    };
    register(
      (entities) => swap(entities, A.value, B.value),
      (query) => query.every(A, B),
    );
    register(
      (entities) => swap(entities, C.value, D.value),
      (query) => query.every(C, D),
    );
    register(
      (entities) => swap(entities, C.value, E.value),
      (query) => query.every(C, E),
    );
    world.initialize();
    return () => world.update();
  },

  koota: ({ world, A, B, C, D, E }) => {
    const swap = ([left, right], entities) => {
      for (let index = 0; index < entities.length; index++) {
        const id = entities[index].id();
        const value = left.value[id];
        left.value[id] = right.value[id];
        right.value[id] = value;
      }
    };
    return () => {
      world.query(A, B).useStores(swap);
      world.query(C, D).useStores(swap);
      world.query(C, E).useStores(swap);
    };
  },
});
