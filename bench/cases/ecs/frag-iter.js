/** 100 entities for each of 26 components A to Z. All have Data, too. One query over Data, and one over Z. */

import { fractional, times } from '../../lib/expect.js';
import { expectRecords, mapRecords } from '../../lib/records.js';

export const title = 'a loop over 2,600 values in 26 archetypes, and one over 100';
export const operations = 1;

const records = times(100, (index) =>
  [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((name, component) => ({
    [name]: fractional(index),
    Data: fractional(index + component),
  })),
).flat();

function checker(valuesOf) {
  return (runs) => {
    const sign = runs % 2 === 0 ? 1 : -1;
    expectRecords(
      valuesOf,
      mapRecords(records, (value, name) => (name === 'Data' || name === 'Z' ? sign * value : value)),
    );
  };
}

export const contestants = {
  async ecsdb() {
    const { createEcsdb } = await import('../../libraries/ecsdb.js');
    const { changeData, changeZ } = await import('#generated/ecs/index.js');
    const { db, valuesOf } = createEcsdb(records);
    const systems = (tx) => {
      changeData(tx).forEach((row) => {
        row.value *= -1;
      });
      changeZ(tx).forEach((row) => {
        row.value *= -1;
      });
    };
    return { run: () => db.writeSync(systems), check: checker(valuesOf) };
  },

  async 'ecsdb runs'() {
    const { createEcsdb } = await import('../../libraries/ecsdb.js');
    const { changeData, changeZ } = await import('#generated/ecs/index.js');
    const { db, valuesOf } = createEcsdb(records);
    const negate = ({ array, first, stride }, count) => {
      for (let index = first, end = first + count * stride; index < end; index += stride) array[index] *= -1;
    };
    const systems = (tx) => {
      changeData(tx).runs((run) => negate(run.data.column('value'), run.count));
      changeZ(tx).runs((run) => negate(run.z.column('value'), run.count));
    };
    return { run: () => db.writeSync(systems), check: checker(valuesOf) };
  },

  async bitecs() {
    const { query } = await import('bitecs');
    const { createBitecs } = await import('../../libraries/bitecs.js');
    const { world, components, valuesOf } = createBitecs(records);
    const system = (component) => {
      const terms = [component];
      const { value } = component;
      return () => {
        const entities = query(world, terms);
        for (let index = 0; index < entities.length; index++) value[entities[index]] *= -1;
      };
    };
    const systems = [system(components.Data), system(components.Z)];
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
    for (const component of [components.Data, components.Z]) {
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
    const negate = ([store], entities) => {
      for (let index = 0; index < entities.length; index++) store.value[entities[index].id()] *= -1;
    };
    return {
      run: () => {
        world.query(traits.Data).useStores(negate);
        world.query(traits.Z).useStores(negate);
      },
      check: checker(valuesOf),
    };
  },
};
