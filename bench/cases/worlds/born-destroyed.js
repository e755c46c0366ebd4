/** 1,000 entities are born with a component, one by one. A loop sums it, and destroys them. */

import { fractional, times } from '../../lib/expect.js';
import { worldContestants } from '../../lib/worlds/contestants.js';
import { valueShapes } from '../../lib/worlds/data.js';

export const title = 'create 1,000 entities with a component one by one, then destroy them';
export const operations = 1;
export const wanted = [
  { name: 'ecsdb', against: 'bitecs', timesAsFast: 4 },
  { name: 'ecsdb bulk', against: 'bitecs', timesAsFast: 12 },
];

const rows = times(1000, (index) => ({ value: fractional(index) }));
const sumOfRows = rows.reduce((sum, { value }) => sum + value, 0);

const setup = {
  shapes: valueShapes([...'B']),
  capacity: rows.length + 1,
  build: () => [],
  expected: () => [],
  expectedTotal: (runs) => runs * sumOfRows,
};

export const contestants = worldContestants(setup, {
  ecsdb: ({ runSystems, B, eachB, total }) => {
    const create = (tx) => {
      for (let index = 0; index < rows.length; index++) tx.insert(tx.create(), B, rows[index]);
    };
    const sumAndDestroy = (tx) => {
      let sum = 0;
      const m = eachB(tx);
      while (m.next()) {
        sum += m.b.value;
        tx.destroy(m.entity);
      }
      total.value += sum;
    };
    return runSystems([create, sumAndDestroy]);
  },

  'ecsdb bulk': ({ runSystems, B, eachB, total }) => {
    const fill = (b, _entity, index) => {
      b.value = rows[index].value;
    };
    const create = (tx) => {
      tx.createMany(rows.length, [B], fill);
    };
    const sum = (tx) => {
      let sum = 0;
      const m = eachB(tx);
      while (m.next()) sum += m.b.value;
      total.value += sum;
    };
    const destroy = (tx) => {
      tx.destroyMany(tx.query(B));
    };
    return runSystems([create, sum, destroy]);
  },

  'ecsdb forEach': ({ db, B, eachB, total }) => {
    const systems = (tx) => {
      for (let index = 0; index < rows.length; index++) tx.insert(tx.create(), B, rows[index]);
      let sum = 0;
      eachB(tx).forEach((b, entity) => {
        sum += b.value;
        tx.destroy(entity);
      });
      total.value += sum;
    };
    return () => db.writeSync(systems);
  },

  'ecsdb ad hoc': ({ db, B, total }) => {
    const systems = (tx) => {
      for (let index = 0; index < rows.length; index++) tx.insert(tx.create(), B, rows[index]);
      let sum = 0;
      tx.query(B).forEach((b, entity) => {
        sum += b.value;
        tx.destroy(entity);
      });
      total.value += sum;
    };
    return () => db.writeSync(systems);
  },

  bitecs:
    ({ world, query, addEntity, addComponent, removeEntity, B, total }) =>
    () => {
      for (let index = 0; index < rows.length; index++) {
        const entity = addEntity(world);
        addComponent(world, entity, B);
        B.value[entity] = rows[index].value;
      }
      let sum = 0;
      for (const entity of query(world, [B])) {
        sum += B.value[entity];
        removeEntity(world, entity);
      }
      total.value += sum;
    },

  piecs: ({ world, register, B, total }) => {
    const onlyB = world.prefabricate([B]);
    register(
      (entities) => {
        let sum = 0;
        for (let index = entities.length - 1; index >= 0; index--) {
          sum += B.value[entities[index]];
          world.deleteEntity(entities[index]);
        }
        total.value += sum;
      },
      (query) => query.every(B),
    );
    world.initialize();
    return () => {
      for (let index = 0; index < rows.length; index++) B.value[world.createEntity(onlyB)] = rows[index].value;
      world.update();
    };
  },

  koota: ({ world, B, total }) => {
    const sumAndDestroy = ([b], entities) => {
      let sum = 0;
      for (let index = 0; index < entities.length; index++) {
        sum += b.value[entities[index].id()];
        entities[index].destroy();
      }
      total.value += sum;
    };
    return () => {
      for (let index = 0; index < rows.length; index++) world.spawn(B(rows[index]));
      world.query(B).useStores(sumAndDestroy);
    };
  },
});
