/** 10,000 entities that move, 20 % frozen and 10 % selected in random order. Loops with and without these tags. */

import { times } from '../../lib/expect.js';
import { worldContestants } from '../../lib/worlds/contestants.js';
import { place, rate, sumOfSteps, TAG, VECTOR } from '../../lib/worlds/data.js';
import { createRandom } from '../../lib/worlds/random.js';

export const title = 'loops over rows with and without tags that have random order, 9,800 matches';
export const operations = 1;

const random = createRandom(4);
const records = times(10_000, (index) => ({
  Position: place(index),
  Velocity: rate(index),
  ...(random() < 0.2 ? { Frozen: {} } : {}),
  ...(random() < 0.1 ? { Selected: {} } : {}),
}));

function moved(record, sum) {
  const { Velocity, Frozen, Selected } = record;
  const Position = { ...record.Position };
  if (!Frozen) Position.x += Velocity.x * sum;
  if (Selected) Position.y += Velocity.y * sum;
  if (Selected && !Frozen) Position.z += Velocity.z * sum;
  return { ...record, Position };
}

const setup = {
  shapes: { Position: VECTOR, Velocity: VECTOR, Frozen: TAG, Selected: TAG },
  capacity: records.length + 1,
  build: ({ create }) => records.map(create),
  expected: (runs) => records.map((record) => moved(record, sumOfSteps(runs))),
};

export const contestants = worldContestants(setup, {
  ecsdb: ({ runSystems, movingFree, movingSelected, movingSelectedFree }) => {
    return runSystems([
      (tx, step) => {
        const free = movingFree(tx);
        while (free.next()) free.position.x += free.velocity.x * step;
      },
      (tx, step) => {
        const selected = movingSelected(tx);
        while (selected.next()) selected.position.y += selected.velocity.y * step;
      },
      (tx, step) => {
        const selectedFree = movingSelectedFree(tx);
        while (selectedFree.next()) selectedFree.position.z += selectedFree.velocity.z * step;
      },
    ]);
  },

  'ecsdb forEach': ({ db, movingFree, movingSelected, movingSelectedFree, nextStep }) => {
    const systems = (tx) => {
      const step = nextStep();
      movingFree(tx).forEach((position, velocity) => {
        position.x += velocity.x * step;
      });
      movingSelected(tx).forEach((position, velocity) => {
        position.y += velocity.y * step;
      });
      movingSelectedFree(tx).forEach((position, velocity) => {
        position.z += velocity.z * step;
      });
    };
    return () => db.writeSync(systems);
  },

  'ecsdb ad hoc': ({ db, Position, Velocity, Frozen, Selected, nextStep }) => {
    const systems = (tx) => {
      const step = nextStep();
      tx.query(Position.mut, Velocity)
        .without(Frozen)
        .forEach((position, velocity) => {
          position.x += velocity.x * step;
        });
      tx.query(Position.mut, Velocity)
        .with(Selected)
        .forEach((position, velocity) => {
          position.y += velocity.y * step;
        });
      tx.query(Position.mut, Velocity)
        .with(Selected)
        .without(Frozen)
        .forEach((position, velocity) => {
          position.z += velocity.z * step;
        });
    };
    return () => db.writeSync(systems);
  },

  bitecs: ({ world, query, Not, Position, Velocity, Frozen, Selected, nextStep }) => {
    const { x, y, z } = Position;
    const { x: vx, y: vy, z: vz } = Velocity;
    const free = [Position, Velocity, Not(Frozen)];
    const selected = [Position, Velocity, Selected];
    const selectedFree = [Position, Velocity, Selected, Not(Frozen)];
    return () => {
      const step = nextStep();
      for (const entity of query(world, free)) x[entity] += vx[entity] * step;
      for (const entity of query(world, selected)) y[entity] += vy[entity] * step;
      for (const entity of query(world, selectedFree)) z[entity] += vz[entity] * step;
    };
  },

  piecs: ({ world, register, Position, Velocity, Frozen, Selected, nextStep }) => {
    const { x, y, z } = Position;
    const { x: vx, y: vy, z: vz } = Velocity;
    let step = 0;
    register(
      (entities) => {
        for (let index = 0; index < entities.length; index++) x[entities[index]] += vx[entities[index]] * step;
      },
      (query) => query.every(Position, Velocity).not(Frozen),
    );
    register(
      (entities) => {
        for (let index = 0; index < entities.length; index++) y[entities[index]] += vy[entities[index]] * step;
      },
      (query) => query.every(Position, Velocity, Selected),
    );
    register(
      (entities) => {
        for (let index = 0; index < entities.length; index++) z[entities[index]] += vz[entities[index]] * step;
      },
      (query) => query.every(Position, Velocity, Selected).not(Frozen),
    );
    world.initialize();
    return () => {
      step = nextStep();
      world.update();
    };
  },

  koota: ({ world, Not, Position, Velocity, Frozen, Selected, nextStep }) => {
    let step = 0;
    const moveX = ([{ x }, { x: vx }], entities) => {
      for (let index = 0; index < entities.length; index++) x[entities[index].id()] += vx[entities[index].id()] * step;
    };
    const moveY = ([{ y }, { y: vy }], entities) => {
      for (let index = 0; index < entities.length; index++) y[entities[index].id()] += vy[entities[index].id()] * step;
    };
    const moveZ = ([{ z }, { z: vz }], entities) => {
      for (let index = 0; index < entities.length; index++) z[entities[index].id()] += vz[entities[index].id()] * step;
    };
    return () => {
      step = nextStep();
      world.query(Position, Velocity, Not(Frozen)).useStores(moveX);
      world.query(Position, Velocity, Selected).useStores(moveY);
      world.query(Position, Velocity, Selected, Not(Frozen)).useStores(moveZ);
    };
  },
});
