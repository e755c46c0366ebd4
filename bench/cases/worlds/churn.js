/** 10,000 entities that change in random order before and in each run (see lib/worlds/churn.js). Then a loop. */

import { buildChurned, churnedRecords, createChurnPlan, PLACES, RATES } from '../../lib/worlds/churn.js';
import { worldContestants } from '../../lib/worlds/contestants.js';
import { VECTOR } from '../../lib/worlds/data.js';

export const title = '10,000 entities: 500 stop, 500 start, 200 die, 200 are born; then a loop over 5,000 rows';
export const operations = 1;

const setup = {
  shapes: { Position: VECTOR, Velocity: VECTOR },
  capacity: 2 * PLACES.length,
  build: buildChurned,
  expected: churnedRecords,
};

export const contestants = worldContestants(setup, {
  ecsdb: ({ runSystems, Position, Velocity, moving, entities }) => {
    const plan = createChurnPlan();
    const change = (tx) => {
      const { stopped, started, replaced } = plan.next();
      for (const slot of stopped) tx.delete(entities[slot], Velocity);
      for (const slot of started) tx.insert(entities[slot], Velocity, RATES[slot]);
      for (const slot of replaced) tx.destroy(entities[slot]);
      for (const slot of replaced) {
        const entity = tx.create();
        tx.insert(entity, Position, PLACES[slot]);
        tx.insert(entity, Velocity, RATES[slot]);
        entities[slot] = entity;
      }
    };
    const move = (tx, step) => {
      const m = moving(tx);
      while (m.next()) {
        m.position.x += m.velocity.x * step;
        m.position.y += m.velocity.y * step;
        m.position.z += m.velocity.z * step;
      }
    };
    return runSystems([change, move]);
  },

  'ecsdb bulk': ({ runSystems, Position, Velocity, moving, entities }) => {
    const plan = createChurnPlan();
    const entityOf = (slot) => entities[slot];
    const change = (tx) => {
      const { stopped, started, replaced } = plan.next();
      tx.deleteMany(stopped.map(entityOf), Velocity);
      tx.insertMany(
        started.map(entityOf),
        Velocity,
        started.map((slot) => RATES[slot]),
      );
      tx.destroyMany(replaced.map(entityOf));
      const born = tx.createMany(replaced.length, [Position, Velocity], (position, velocity, _entity, index) => {
        const { x, y, z } = PLACES[replaced[index]];
        position.x = x;
        position.y = y;
        position.z = z;
        const rate = RATES[replaced[index]];
        velocity.x = rate.x;
        velocity.y = rate.y;
        velocity.z = rate.z;
      });
      for (const [index, slot] of replaced.entries()) entities[slot] = born[index];
    };
    const move = (tx, step) => {
      const m = moving(tx);
      while (m.next()) {
        m.position.x += m.velocity.x * step;
        m.position.y += m.velocity.y * step;
        m.position.z += m.velocity.z * step;
      }
    };
    return runSystems([change, move]);
  },

  'ecsdb forEach': ({ db, Position, Velocity, moving, entities, nextStep }) => {
    const plan = createChurnPlan();
    const systems = (tx) => {
      const { stopped, started, replaced } = plan.next();
      for (const slot of stopped) tx.delete(entities[slot], Velocity);
      for (const slot of started) tx.insert(entities[slot], Velocity, RATES[slot]);
      for (const slot of replaced) tx.destroy(entities[slot]);
      for (const slot of replaced) {
        const entity = tx.create();
        tx.insert(entity, Position, PLACES[slot]);
        tx.insert(entity, Velocity, RATES[slot]);
        entities[slot] = entity;
      }
      const step = nextStep();
      moving(tx).forEach((position, velocity) => {
        position.x += velocity.x * step;
        position.y += velocity.y * step;
        position.z += velocity.z * step;
      });
    };
    return () => db.writeSync(systems);
  },

  'ecsdb ad hoc': ({ db, Position, Velocity, entities, nextStep }) => {
    const plan = createChurnPlan();
    const systems = (tx) => {
      const { stopped, started, replaced } = plan.next();
      for (const slot of stopped) tx.delete(entities[slot], Velocity);
      for (const slot of started) tx.insert(entities[slot], Velocity, RATES[slot]);
      for (const slot of replaced) tx.destroy(entities[slot]);
      for (const slot of replaced) {
        const entity = tx.create();
        tx.insert(entity, Position, PLACES[slot]);
        tx.insert(entity, Velocity, RATES[slot]);
        entities[slot] = entity;
      }
      const step = nextStep();
      tx.query(Position.mut, Velocity).forEach((position, velocity) => {
        position.x += velocity.x * step;
        position.y += velocity.y * step;
        position.z += velocity.z * step;
      });
    };
    return () => db.writeSync(systems);
  },

  bitecs: (offer) => {
    const { world, query, Position, Velocity, entities, nextStep } = offer;
    const { addComponent, addEntity, removeComponent, removeEntity } = offer;
    const plan = createChurnPlan();
    const start = (entity, { x, y, z }) => {
      addComponent(world, entity, Velocity);
      Velocity.x[entity] = x;
      Velocity.y[entity] = y;
      Velocity.z[entity] = z;
    };
    const terms = [Position, Velocity];
    return () => {
      const { stopped, started, replaced } = plan.next();
      for (const slot of stopped) removeComponent(world, entities[slot], Velocity);
      for (const slot of started) start(entities[slot], RATES[slot]);
      for (const slot of replaced) removeEntity(world, entities[slot]);
      for (const slot of replaced) {
        const { x, y, z } = PLACES[slot];
        const entity = addEntity(world);
        addComponent(world, entity, Position);
        Position.x[entity] = x;
        Position.y[entity] = y;
        Position.z[entity] = z;
        start(entity, RATES[slot]);
        entities[slot] = entity;
      }
      const step = nextStep();
      const moving = query(world, terms);
      for (let index = 0; index < moving.length; index++) {
        const entity = moving[index];
        Position.x[entity] += Velocity.x[entity] * step;
        Position.y[entity] += Velocity.y[entity] * step;
        Position.z[entity] += Velocity.z[entity] * step;
      }
    };
  },

  piecs: ({ world, register, Position, Velocity, entities, nextStep }) => {
    const plan = createChurnPlan();
    const setVelocity = (entity, { x, y, z }) => {
      Velocity.x[entity] = x;
      Velocity.y[entity] = y;
      Velocity.z[entity] = z;
    };
    const both = world.prefabricate([Position, Velocity]);
    let step = 0;
    register(
      (moving) => {
        for (let index = 0; index < moving.length; index++) {
          const entity = moving[index];
          Position.x[entity] += Velocity.x[entity] * step;
          Position.y[entity] += Velocity.y[entity] * step;
          Position.z[entity] += Velocity.z[entity] * step;
        }
      },
      (query) => query.every(Position, Velocity),
    );
    world.initialize();
    return () => {
      const { stopped, started, replaced } = plan.next();
      for (const slot of stopped) world.removeComponent(entities[slot], Velocity);
      for (const slot of started) {
        world.addComponent(entities[slot], Velocity);
        setVelocity(entities[slot], RATES[slot]);
      }
      for (const slot of replaced) world.deleteEntity(entities[slot]);
      for (const slot of replaced) {
        const { x, y, z } = PLACES[slot];
        const entity = world.createEntity(both);
        Position.x[entity] = x;
        Position.y[entity] = y;
        Position.z[entity] = z;
        setVelocity(entity, RATES[slot]);
        entities[slot] = entity;
      }
      step = nextStep();
      world.update();
    };
  },

  koota: ({ world, Position, Velocity, entities, nextStep }) => {
    const plan = createChurnPlan();
    return () => {
      const { stopped, started, replaced } = plan.next();
      for (const slot of stopped) entities[slot].remove(Velocity);
      for (const slot of started) entities[slot].add(Velocity(RATES[slot]));
      for (const slot of replaced) entities[slot].destroy();
      for (const slot of replaced) entities[slot] = world.spawn(Position(PLACES[slot]), Velocity(RATES[slot]));
      const step = nextStep();
      world.query(Position, Velocity).useStores(([position, velocity], moving) => {
        for (let index = 0; index < moving.length; index++) {
          const id = moving[index].id();
          position.x[id] += velocity.x[id] * step;
          position.y[id] += velocity.y[id] * step;
          position.z[id] += velocity.z[id] * step;
        }
      });
    };
  },
});
