/** 1,000 entities with A to E; five queries, each changing one component. */

import { fractional, times } from '../../lib/expect.js';
import { expectRecords, mapRecords } from '../../lib/records.js';

export const title = 'five loops over 1,000 values each';
export const operations = 1;

const records = times(1000, (index) =>
  Object.fromEntries([...'ABCDE'].map((name, component) => [name, fractional(index + component)])),
);

function checker(valuesOf) {
  return (runs) => {
    const sign = runs % 2 === 0 ? 1 : -1;
    expectRecords(
      valuesOf,
      mapRecords(records, (value) => sign * value),
    );
  };
}

export const contestants = {
  async ecsdb() {
    const { createEcsdb } = await import('../../libraries/ecsdb.js');
    const { changeA, changeB, changeC, changeD, changeE } = await import('#generated/ecs/index.js');
    const { db, valuesOf } = createEcsdb(records);
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
    return { run: () => db.writeSync(systems), check: checker(valuesOf) };
  },

  async 'ecsdb runs'() {
    const { createEcsdb } = await import('../../libraries/ecsdb.js');
    const { changeA, changeB, changeC, changeD, changeE } = await import('#generated/ecs/index.js');
    const { db, valuesOf } = createEcsdb(records);
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
    return { run: () => db.writeSync(systems), check: checker(valuesOf) };
  },

  async bitecs() {
    const { query } = await import('bitecs');
    const { createBitecs } = await import('../../libraries/bitecs.js');
    const { world, components, valuesOf } = createBitecs(records);
    const { A, B, C, D, E } = components;
    const system = (component) => {
      const terms = [component];
      const { value } = component;
      return () => {
        const entities = query(world, terms);
        for (let index = 0; index < entities.length; index++) value[entities[index]] *= -1;
      };
    };
    const systems = [A, B, C, D, E].map(system);
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
    for (const component of [A, B, C, D, E]) {
      const { value } = component;
      const negate = (entities) => {
        for (let index = 0; index < entities.length; index++) value[entities[index]] *= -1;
      };
      world.registerSystem(createEntitySystem(negate, (query) => query.every(component)));
    }
    world.initialize();
    return { run: () => world.update(), check: checker(valuesOf) };
  },

  async koota() {
    const { createKoota } = await import('../../libraries/koota.js');
    const { world, traits, valuesOf } = createKoota(records);
    const { A, B, C, D, E } = traits;
    const negate = ([store], entities) => {
      for (let index = 0; index < entities.length; index++) store.value[entities[index].id()] *= -1;
    };
    return {
      run: () => {
        for (const trait of [A, B, C, D, E]) world.query(trait).useStores(negate);
      },
      check: checker(valuesOf),
    };
  },
};
