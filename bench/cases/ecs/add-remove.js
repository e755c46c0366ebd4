/** 1,000 entities with A. Each iteration adds B to all of them, then removes it. */

import { expectEqual, fractional, times } from '../../lib/expect.js';
import { expectRecords } from '../../lib/records.js';

export const title = 'add a component to 1,000 entities, then remove it';
export const operations = 1;

const records = times(1000, (index) => ({ A: fractional(index) }));
const VALUE = 0.5;

/** `removed` counts the entities that the second loop found, over all runs. */
function checker({ valuesOf, countB }, removed) {
  return (runs) => {
    expectRecords(valuesOf, records);
    expectEqual(countB(), 0, 'entities with B');
    expectEqual(removed(), runs * records.length, 'components removed');
  };
}

export const contestants = {
  async ecsdb() {
    const { createEcsdb } = await import('../../libraries/ecsdb.js');
    const { B, eachA, eachAb } = await import('#generated/ecs/index.js');
    const { db, valuesOf } = createEcsdb(records);
    let removed = 0;
    const systems = (tx) => {
      eachA(tx).forEach((_, entity) => {
        tx.insert(entity, B, { value: VALUE });
      });
      eachAb(tx).forEach((_a, _b, entity) => {
        removed++;
        tx.delete(entity, B);
      });
    };
    const countB = () => db.count(B);
    return { run: () => db.writeSync(systems), check: checker({ valuesOf, countB }, () => removed) };
  },

  async bitecs() {
    const { addComponent, query, removeComponent } = await import('bitecs');
    const { createBitecs } = await import('../../libraries/bitecs.js');
    const { world, components, valuesOf } = createBitecs(records);
    const { A, B } = components;
    let removed = 0;
    const run = () => {
      for (const entity of query(world, [A])) {
        addComponent(world, entity, B);
        B.value[entity] = VALUE;
      }
      for (const entity of query(world, [A, B])) {
        removed++;
        removeComponent(world, entity, B);
      }
    };
    const countB = () => query(world, [B]).length;
    return { run, check: checker({ valuesOf, countB }, () => removed) };
  },

  async piecs() {
    const { createEntitySystem } = await import('piecs');
    const { createPiecs } = await import('../../libraries/piecs.js');
    const { world, components, valuesOf } = createPiecs(records);
    const { A, B } = components;
    let removed = 0;
    const addAll = (entities) => {
      for (let index = entities.length - 1; index >= 0; index--) {
        const entity = entities[index];
        world.addComponent(entity, B);
        B.value[entity] = VALUE;
      }
    };
    const removeAll = (entities) => {
      for (let index = entities.length - 1; index >= 0; index--) {
        removed++;
        world.removeComponent(entities[index], B);
      }
    };
    world.registerSystem(createEntitySystem(addAll, (query) => query.every(A).not(B)));
    world.registerSystem(createEntitySystem(removeAll, (query) => query.every(A, B)));
    world.initialize();
    const countB = () => world.prefabricate([A, B]).entities.length;
    return { run: () => world.update(), check: checker({ valuesOf, countB }, () => removed) };
  },

  async koota() {
    const { createKoota } = await import('../../libraries/koota.js');
    const { world, traits, valuesOf } = createKoota(records);
    const { A, B } = traits;
    let removed = 0;
    const run = () => {
      for (const entity of world.query(A)) entity.add(B({ value: VALUE }));
      for (const entity of world.query(A, B)) {
        removed++;
        entity.remove(B);
      }
    };
    const countB = () => world.query(B).length;
    return { run, check: checker({ valuesOf, countB }, () => removed) };
  },
};
