/** 1,000 entities each with AB, ABC, ABCD and ABCE; three queries that swap (A, B), (C, D) and (C, E). */

import { fractional, times } from '../../lib/expect.js';
import { expectRecords, mapRecords } from '../../lib/records.js';

export const title = 'three loops that swap two components, 6,000 rows';
export const operations = 1;

const records = ['AB', 'ABC', 'ABCD', 'ABCE'].flatMap((names) =>
  times(1000, (index) =>
    Object.fromEntries([...names].map((name, component) => [name, fractional(index) + component * 100])),
  ),
);

function checker(valuesOf) {
  return (runs) => expectRecords(valuesOf, runs % 2 === 0 ? records : mapRecords(records, swapped));
}

/** The component whose value is in `name` after an odd number of swaps. */
function swapped(value, name, { A, B, C, D, E }) {
  return { A: B, B: A, C: D ?? E ?? value, D: C, E: C }[name];
}

export const contestants = {
  async ecsdb() {
    const { createEcsdb } = await import('../../libraries/ecsdb.js');
    const { swapAb, swapCd, swapCe } = await import('#generated/ecs/index.js');
    const { db, valuesOf } = createEcsdb(records);
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
    return { run: () => db.writeSync(systems), check: checker(valuesOf) };
  },

  async 'ecsdb runs'() {
    const { createEcsdb } = await import('../../libraries/ecsdb.js');
    const { swapAb, swapCd, swapCe } = await import('#generated/ecs/index.js');
    const { db, valuesOf } = createEcsdb(records);
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
    return { run: () => db.writeSync(systems), check: checker(valuesOf) };
  },

  async bitecs() {
    const { query } = await import('bitecs');
    const { createBitecs } = await import('../../libraries/bitecs.js');
    const { world, components, valuesOf } = createBitecs(records);
    const { A, B, C, D, E } = components;
    const system = (left, right) => {
      const terms = [left, right];
      const lefts = left.value;
      const rights = right.value;
      return () => {
        const entities = query(world, terms);
        for (let index = 0; index < entities.length; index++) {
          const entity = entities[index];
          const value = lefts[entity];
          lefts[entity] = rights[entity];
          rights[entity] = value;
        }
      };
    };
    const systems = [system(A, B), system(C, D), system(C, E)];
    return {
      run: () => {
        for (const run of systems) run();
      },
      check: checker(valuesOf),
    };
  },

  async piecs() {
    const { createEntitySystem } = await import('piecs');
    const { createPiecs } = await import('../../libraries/piecs.js');
    const { world, components, valuesOf } = createPiecs(records);
    const { A, B, C, D, E } = components;
    const register = (left, right) => {
      const lefts = left.value;
      const rights = right.value;
      const swap = (entities) => {
        for (let index = 0; index < entities.length; index++) {
          const entity = entities[index];
          const value = lefts[entity];
          lefts[entity] = rights[entity];
          rights[entity] = value;
        }
      };
      world.registerSystem(createEntitySystem(swap, (query) => query.every(left, right)));
    };
    register(A, B);
    register(C, D);
    register(C, E);
    world.initialize();
    return { run: () => world.update(), check: checker(valuesOf) };
  },

  async koota() {
    const { createKoota } = await import('../../libraries/koota.js');
    const { world, traits, valuesOf } = createKoota(records);
    const { A, B, C, D, E } = traits;
    const swap = ([left, right], entities) => {
      for (let index = 0; index < entities.length; index++) {
        const id = entities[index].id();
        const value = left.value[id];
        left.value[id] = right.value[id];
        right.value[id] = value;
      }
    };
    return {
      run: () => {
        world.query(A, B).useStores(swap);
        world.query(C, D).useStores(swap);
        world.query(C, E).useStores(swap);
      },
      check: checker(valuesOf),
    };
  },
};
