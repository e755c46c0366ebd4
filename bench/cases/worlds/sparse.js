/** 100,000 positions; a tenth of them get a velocity, a hundredth gets a force, in random order. Three joins. */

import { times } from '../../lib/expect.js';
import { worldContestants } from '../../lib/worlds/contestants.js';
import { place, rate, sumOfSteps, VECTOR } from '../../lib/worlds/data.js';
import { createRandom, shuffled } from '../../lib/worlds/random.js';

export const title = 'joins of 100,000 rows with 10 % and 1 % that have random order, 11,100 matches';
export const operations = 1;
export const wanted = [{ name: 'ecsdb', against: 'bitecs', timesAsFast: 1 / 10 }];

const ENTITIES = 100_000;

const random = createRandom(1);
const indexes = times(ENTITIES, (index) => index);
const moving = shuffled(indexes, random).slice(0, ENTITIES / 10);
const pushed = shuffled(indexes, random).slice(0, ENTITIES / 100);

const setup = {
  shapes: { Position: VECTOR, Velocity: VECTOR, Force: VECTOR },
  capacity: ENTITIES + 1,
  build({ create, add }) {
    const entities = indexes.map((index) => create({ Position: place(index) }));
    for (const index of moving) add(entities[index], 'Velocity', rate(index));
    for (const index of pushed) add(entities[index], 'Force', rate(index + 1));
    return entities;
  },
  /** The joins write different fields, and none reads what another one writes. */
  expected(runs) {
    const sum = sumOfSteps(runs);
    const records = indexes.map((index) => ({ Position: place(index) }));
    for (const index of moving) {
      const { x, y, z } = rate(index);
      const { Position } = records[index];
      records[index].Velocity = { x, y, z };
      Position.x += x * sum;
      Position.y += y * sum;
    }
    for (const index of pushed) {
      const { Position, Velocity } = records[index];
      const force = rate(index + 1);
      records[index].Force = force;
      Position.z += force.z * sum;
      if (Velocity !== undefined) Velocity.z += force.x * sum;
    }
    return records;
  },
};

export const contestants = worldContestants(setup, {
  ecsdb: ({ runSystems, moving, pushed, accelerating }) => {
    return runSystems([
      (tx, step) => {
        const moves = moving(tx);
        while (moves.next()) {
          moves.position.x += moves.velocity.x * step;
          moves.position.y += moves.velocity.y * step;
        }
      },
      (tx, step) => {
        const pushes = pushed(tx);
        while (pushes.next()) pushes.position.z += pushes.force.z * step;
      },
      (tx, step) => {
        const accelerations = accelerating(tx);
        while (accelerations.next()) accelerations.velocity.z += accelerations.force.x * step;
      },
    ]);
  },

  'ecsdb forEach': ({ db, nextStep, moving, pushed, accelerating }) => {
    const systems = (tx) => {
      const step = nextStep();
      moving(tx).forEach((position, velocity) => {
        position.x += velocity.x * step;
        position.y += velocity.y * step;
      });
      pushed(tx).forEach((position, force) => {
        position.z += force.z * step;
      });
      accelerating(tx).forEach((velocity, force) => {
        velocity.z += force.x * step;
      });
    };
    return () => db.writeSync(systems);
  },

  'ecsdb ad hoc': ({ db, nextStep, Position, Velocity, Force }) => {
    const systems = (tx) => {
      const step = nextStep();
      tx.query(Position.mut, Velocity).forEach((position, velocity) => {
        position.x += velocity.x * step;
        position.y += velocity.y * step;
      });
      tx.query(Position.mut, Force).forEach((position, force) => {
        position.z += force.z * step;
      });
      tx.query(Velocity.mut, Force).forEach((velocity, force) => {
        velocity.z += force.x * step;
      });
    };
    return () => db.writeSync(systems);
  },

  bitecs: ({ world, query, nextStep, Position, Velocity, Force }) => {
    const terms = { moving: [Position, Velocity], pushed: [Position, Force], accelerating: [Velocity, Force] };
    return () => {
      const step = nextStep();
      const moving = query(world, terms.moving);
      for (let index = 0; index < moving.length; index++) {
        const entity = moving[index];
        Position.x[entity] += Velocity.x[entity] * step;
        Position.y[entity] += Velocity.y[entity] * step;
      }
      const pushed = query(world, terms.pushed);
      for (let index = 0; index < pushed.length; index++) {
        const entity = pushed[index];
        Position.z[entity] += Force.z[entity] * step;
      }
      const accelerating = query(world, terms.accelerating);
      for (let index = 0; index < accelerating.length; index++) {
        const entity = accelerating[index];
        Velocity.z[entity] += Force.x[entity] * step;
      }
    };
  },

  piecs: ({ world, register, nextStep, Position, Velocity, Force }) => {
    let step = 0;
    register(
      (entities) => {
        for (let index = 0; index < entities.length; index++) {
          const entity = entities[index];
          Position.x[entity] += Velocity.x[entity] * step;
          Position.y[entity] += Velocity.y[entity] * step;
        }
      },
      (query) => query.every(Position, Velocity),
    );
    register(
      (entities) => {
        for (let index = 0; index < entities.length; index++) {
          const entity = entities[index];
          Position.z[entity] += Force.z[entity] * step;
        }
      },
      (query) => query.every(Position, Force),
    );
    register(
      (entities) => {
        for (let index = 0; index < entities.length; index++) {
          const entity = entities[index];
          Velocity.z[entity] += Force.x[entity] * step;
        }
      },
      (query) => query.every(Velocity, Force),
    );
    world.initialize();
    return () => {
      step = nextStep();
      world.update();
    };
  },

  koota:
    ({ world, nextStep, Position, Velocity, Force }) =>
    () => {
      const step = nextStep();
      world.query(Position, Velocity).useStores(([position, velocity], entities) => {
        for (let index = 0; index < entities.length; index++) {
          const id = entities[index].id();
          position.x[id] += velocity.x[id] * step;
          position.y[id] += velocity.y[id] * step;
        }
      });
      world.query(Position, Force).useStores(([position, force], entities) => {
        for (let index = 0; index < entities.length; index++) {
          const id = entities[index].id();
          position.z[id] += force.z[id] * step;
        }
      });
      world.query(Velocity, Force).useStores(([velocity, force], entities) => {
        for (let index = 0; index < entities.length; index++) {
          const id = entities[index].id();
          velocity.z[id] += force.x[id] * step;
        }
      });
    },
});
