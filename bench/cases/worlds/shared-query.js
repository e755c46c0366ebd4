/** 1,000 entities that move; five functions over one query. */

import { times } from '../../lib/expect.js';
import { worldContestants } from '../../lib/worlds/contestants.js';
import { place, rate, sumOfSteps, VECTOR } from '../../lib/worlds/data.js';

export const title = 'five functions over one query, 1,000 rows';
export const operations = 1;

const ENTITIES = 1000;

function recordOf(index, sum) {
  const { x, y, z } = place(index);
  const velocity = rate(index);
  return {
    Position: {
      x: x + (velocity.x + velocity.y) * sum,
      y: y + (velocity.y - velocity.z) * sum,
      z: z + velocity.z * sum,
    },
    Velocity: velocity,
  };
}

const setup = {
  shapes: { Position: VECTOR, Velocity: VECTOR },
  capacity: ENTITIES + 1,
  build: ({ create }) => times(ENTITIES, (index) => create(recordOf(index, 0))),
  expected: (runs) => times(ENTITIES, (index) => recordOf(index, sumOfSteps(runs))),
};

export const contestants = worldContestants(setup, {
  ecsdb: ({ runSystems, moving }) => {
    const moveX = (tx, step) => {
      const m = moving(tx);
      while (m.next()) m.position.x += m.velocity.x * step;
    };
    const moveY = (tx, step) => {
      const m = moving(tx);
      while (m.next()) m.position.y += m.velocity.y * step;
    };
    const moveZ = (tx, step) => {
      const m = moving(tx);
      while (m.next()) m.position.z += m.velocity.z * step;
    };
    const driftX = (tx, step) => {
      const m = moving(tx);
      while (m.next()) m.position.x += m.velocity.y * step;
    };
    const driftY = (tx, step) => {
      const m = moving(tx);
      while (m.next()) m.position.y -= m.velocity.z * step;
    };
    return runSystems([moveX, moveY, moveZ, driftX, driftY]);
  },

  'ecsdb forEach': ({ db, moving, nextStep }) => {
    const systems = (tx) => {
      const step = nextStep();
      moving(tx).forEach((position, velocity) => {
        position.x += velocity.x * step;
      });
      moving(tx).forEach((position, velocity) => {
        position.y += velocity.y * step;
      });
      moving(tx).forEach((position, velocity) => {
        position.z += velocity.z * step;
      });
      moving(tx).forEach((position, velocity) => {
        position.x += velocity.y * step;
      });
      moving(tx).forEach((position, velocity) => {
        position.y -= velocity.z * step;
      });
    };
    return () => db.writeSync(systems);
  },

  'ecsdb ad hoc': ({ db, Position, Velocity, nextStep }) => {
    const systems = (tx) => {
      const step = nextStep();
      tx.query(Position.mut, Velocity).forEach((position, velocity) => {
        position.x += velocity.x * step;
      });
      tx.query(Position.mut, Velocity).forEach((position, velocity) => {
        position.y += velocity.y * step;
      });
      tx.query(Position.mut, Velocity).forEach((position, velocity) => {
        position.z += velocity.z * step;
      });
      tx.query(Position.mut, Velocity).forEach((position, velocity) => {
        position.x += velocity.y * step;
      });
      tx.query(Position.mut, Velocity).forEach((position, velocity) => {
        position.y -= velocity.z * step;
      });
    };
    return () => db.writeSync(systems);
  },

  bitecs: ({ world, query, Position, Velocity, nextStep }) => {
    const terms = [Position, Velocity];
    const { x, y, z } = Position;
    const { x: vx, y: vy, z: vz } = Velocity;
    const systems = [
      (step) => {
        for (const entity of query(world, terms)) x[entity] += vx[entity] * step;
      },
      (step) => {
        for (const entity of query(world, terms)) y[entity] += vy[entity] * step;
      },
      (step) => {
        for (const entity of query(world, terms)) z[entity] += vz[entity] * step;
      },
      (step) => {
        for (const entity of query(world, terms)) x[entity] += vy[entity] * step;
      },
      (step) => {
        for (const entity of query(world, terms)) y[entity] -= vz[entity] * step;
      },
    ];
    return () => {
      const step = nextStep();
      for (const system of systems) system(step);
    };
  },

  piecs: ({ world, register, Position, Velocity, nextStep }) => {
    const { x, y, z } = Position;
    const { x: vx, y: vy, z: vz } = Velocity;
    let step = 0;
    const systems = [
      (entities) => {
        for (let index = 0; index < entities.length; index++) x[entities[index]] += vx[entities[index]] * step;
      },
      (entities) => {
        for (let index = 0; index < entities.length; index++) y[entities[index]] += vy[entities[index]] * step;
      },
      (entities) => {
        for (let index = 0; index < entities.length; index++) z[entities[index]] += vz[entities[index]] * step;
      },
      (entities) => {
        for (let index = 0; index < entities.length; index++) x[entities[index]] += vy[entities[index]] * step;
      },
      (entities) => {
        for (let index = 0; index < entities.length; index++) y[entities[index]] -= vz[entities[index]] * step;
      },
    ];
    for (const system of systems) register(system, (query) => query.every(Position, Velocity));
    world.initialize();
    return () => {
      step = nextStep();
      world.update();
    };
  },

  koota: ({ world, Position, Velocity, nextStep }) => {
    let step = 0;
    const systems = [
      ([{ x }, { x: vx }], entities) => {
        for (let index = 0; index < entities.length; index++)
          x[entities[index].id()] += vx[entities[index].id()] * step;
      },
      ([{ y }, { y: vy }], entities) => {
        for (let index = 0; index < entities.length; index++)
          y[entities[index].id()] += vy[entities[index].id()] * step;
      },
      ([{ z }, { z: vz }], entities) => {
        for (let index = 0; index < entities.length; index++)
          z[entities[index].id()] += vz[entities[index].id()] * step;
      },
      ([{ x }, { y: vy }], entities) => {
        for (let index = 0; index < entities.length; index++)
          x[entities[index].id()] += vy[entities[index].id()] * step;
      },
      ([{ y }, { z: vz }], entities) => {
        for (let index = 0; index < entities.length; index++)
          y[entities[index].id()] -= vz[entities[index].id()] * step;
      },
    ];
    return () => {
      step = nextStep();
      for (const system of systems) world.query(Position, Velocity).useStores(system);
    };
  },
});
