/** 1,000 entities with A. Each run gives B to all of them, one by one; a loop adds B to A and removes B. */

import { times } from '../../lib/expect.js';
import { worldContestants } from '../../lib/worlds/contestants.js';
import { sumOfSteps, valueRecord, valueShapes } from '../../lib/worlds/data.js';

export const title = 'add a component to 1,000 entities one by one, then remove it';
export const operations = 1;
export const wanted = [
  { name: 'ecsdb', against: 'bitecs', timesAsFast: 2.5 },
  { name: 'ecsdb bulk', against: 'bitecs', timesAsFast: 8 },
];

const records = times(1000, (index) => valueRecord(['A'], index));

const setup = {
  shapes: valueShapes([...'AB']),
  capacity: records.length + 1,
  build: ({ create }) => records.map(create),
  expected: (runs) => records.map(({ A }) => ({ A: { value: A.value + sumOfSteps(runs) } })),
};

export const contestants = worldContestants(setup, {
  ecsdb: ({ runSystems, B, eachA, adding }) => {
    const add = (tx, step) => {
      const m = eachA(tx);
      while (m.next()) tx.insert(m.entity, B, { value: step });
    };
    const remove = (tx) => {
      const m = adding(tx);
      while (m.next()) {
        m.a.value += m.b.value;
        tx.delete(m.entity, B);
      }
    };
    return runSystems([add, remove]);
  },

  'ecsdb bulk': ({ runSystems, entities, B, adding }) => {
    const add = (tx, step) => {
      tx.insertMany(entities, B, { value: step });
    };
    const apply = (tx) => {
      const m = adding(tx);
      while (m.next()) m.a.value += m.b.value;
    };
    const remove = (tx) => {
      tx.deleteMany(entities, B);
    };
    return runSystems([add, apply, remove]);
  },

  'ecsdb forEach': ({ db, B, eachA, adding, nextStep }) => {
    const systems = (tx) => {
      const value = nextStep();
      eachA(tx).forEach((_, entity) => {
        tx.insert(entity, B, { value });
      });
      adding(tx).forEach((a, b, entity) => {
        a.value += b.value;
        tx.delete(entity, B);
      });
    };
    return () => db.writeSync(systems);
  },

  'ecsdb ad hoc': ({ db, A, B, nextStep }) => {
    const systems = (tx) => {
      const value = nextStep();
      tx.query(A).forEach((_, entity) => {
        tx.insert(entity, B, { value });
      });
      tx.query(A.mut, B).forEach((a, b, entity) => {
        a.value += b.value;
        tx.delete(entity, B);
      });
    };
    return () => db.writeSync(systems);
  },

  bitecs:
    ({ world, query, addComponent, removeComponent, A, B, nextStep }) =>
    () => {
      const value = nextStep();
      for (const entity of query(world, [A])) {
        addComponent(world, entity, B);
        B.value[entity] = value;
      }
      for (const entity of query(world, [A, B])) {
        A.value[entity] += B.value[entity];
        removeComponent(world, entity, B);
      }
    },

  piecs: ({ world, register, A, B, nextStep }) => {
    register(
      (entities) => {
        const value = nextStep();
        for (let index = entities.length - 1; index >= 0; index--) {
          const entity = entities[index];
          world.addComponent(entity, B);
          B.value[entity] = value;
        }
      },
      (query) => query.every(A).not(B),
    );
    register(
      (entities) => {
        for (let index = entities.length - 1; index >= 0; index--) {
          const entity = entities[index];
          A.value[entity] += B.value[entity];
          world.removeComponent(entity, B);
        }
      },
      (query) => query.every(A, B),
    );
    world.initialize();
    return () => world.update();
  },

  koota: ({ world, A, B, nextStep }) => {
    const addAndRemove = ([a, b], entities) => {
      for (let index = 0; index < entities.length; index++) {
        const id = entities[index].id();
        a.value[id] += b.value[id];
        entities[index].remove(B);
      }
    };
    return () => {
      const value = nextStep();
      for (const entity of world.query(A)) entity.add(B({ value }));
      world.query(A, B).useStores(addAndRemove);
    };
  },
});
