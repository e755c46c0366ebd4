/**
 * 1,000 entities with A. Each iteration creates an entity with B for each of them, then destroys all entities with B.
 */

import { expectEqual, fractional, times } from '../../lib/expect.js';
import { expectRecords } from '../../lib/records.js';

export const title = 'create 1,000 entities with a component, then destroy them';
export const operations = 1;

const records = times(1000, (index) => ({ A: fractional(index) }));
const sumOfRun = records.reduce((sum, { A }) => sum + A, 0);

/**
 * `sum` is the sum of the values of B that the second loop found in all runs. It is exact, because they are eighths.
 */
function checker({ valuesOf, countB }, sum) {
  return (runs) => {
    expectRecords(valuesOf, records);
    expectEqual(countB(), 0, 'entities with B');
    expectEqual(sum(), runs * sumOfRun, 'sum of what was in B');
  };
}

export const contestants = {
  async ecsdb() {
    const { createEcsdb } = await import('../../libraries/ecsdb.js');
    const { B, eachA, eachB } = await import('#generated/ecs/index.js');
    const { db, valuesOf } = createEcsdb(records);
    let sum = 0;
    const systems = (tx) => {
      eachA(tx).forEach((a) => {
        tx.insert(tx.create(), B, { value: a.value });
      });
      eachB(tx).forEach((b, entity) => {
        sum += b.value;
        tx.destroy(entity);
      });
    };
    const countB = () => db.count(B);
    return { run: () => db.writeSync(systems), check: checker({ valuesOf, countB }, () => sum) };
  },

  async bitecs() {
    const { addComponent, addEntity, query, removeEntity } = await import('bitecs');
    const { createBitecs } = await import('../../libraries/bitecs.js');
    const { world, components, valuesOf } = createBitecs(records);
    const { A, B } = components;
    let sum = 0;
    const run = () => {
      for (const source of query(world, [A])) {
        const entity = addEntity(world);
        addComponent(world, entity, B);
        B.value[entity] = A.value[source];
      }
      for (const entity of query(world, [B])) {
        sum += B.value[entity];
        removeEntity(world, entity);
      }
    };
    const countB = () => query(world, [B]).length;
    return { run, check: checker({ valuesOf, countB }, () => sum) };
  },

  async piecs() {
    const { createEntitySystem } = await import('piecs');
    const { createPiecs } = await import('../../libraries/piecs.js');
    const { world, components, valuesOf } = createPiecs(records);
    const { A, B } = components;
    const onlyB = world.prefabricate([B]);
    let sum = 0;
    const createAll = (entities) => {
      for (let index = 0; index < entities.length; index++) {
        B.value[world.createEntity(onlyB)] = A.value[entities[index]];
      }
    };
    const destroyAll = (entities) => {
      for (let index = entities.length - 1; index >= 0; index--) {
        sum += B.value[entities[index]];
        world.deleteEntity(entities[index]);
      }
    };
    world.registerSystem(createEntitySystem(createAll, (query) => query.every(A)));
    world.registerSystem(createEntitySystem(destroyAll, (query) => query.every(B)));
    world.initialize();
    const countB = () => onlyB.entities.length;
    return { run: () => world.update(), check: checker({ valuesOf, countB }, () => sum) };
  },

  async koota() {
    const { createKoota } = await import('../../libraries/koota.js');
    const { world, traits, valuesOf } = createKoota(records);
    const { A, B } = traits;
    let sum = 0;
    const run = () => {
      for (const source of world.query(A)) world.spawn(B({ value: source.get(A).value }));
      for (const entity of world.query(B)) {
        sum += entity.get(B).value;
        entity.destroy();
      }
    };
    const countB = () => world.query(B).length;
    return { run, check: checker({ valuesOf, countB }, () => sum) };
  },
};
