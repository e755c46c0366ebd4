/** 5,000 entities after 100,000 random structural changes (see lib/worlds/aging.js). Seven loops. */

import { AGED_CAPACITY, AGED_SHAPES, AGED_TICKS, ageBy, agedRecords, buildFirst } from '../../lib/worlds/aging.js';
import { worldContestants } from '../../lib/worlds/contestants.js';
import { sumOfSteps } from '../../lib/worlds/data.js';

export const title = 'seven loops over 5,000 entities after 100,000 random structural changes, 8,100 matches';
export const operations = 1;

/** No loop reads what another one changes. */
function moved({ A, B, C, D, E, Position, Velocity, Force, Frozen }, sum) {
  return {
    A: A && { value: A.value + (B?.value ?? 0) * sum },
    B,
    C: C && { value: C.value + ((D?.value ?? 0) + (E?.value ?? 0)) * sum },
    D,
    E,
    Position: Position && {
      x: Position.x + (Velocity?.x ?? 0) * sum,
      y: Position.y + (Frozen ? 0 : (Velocity?.y ?? 0) * sum),
      z: Position.z + (Force?.z ?? 0) * sum,
    },
    Velocity: Velocity && { ...Velocity, z: Velocity.z + (Force?.x ?? 0) * sum },
    Force,
    Frozen,
  };
}

const setup = {
  shapes: AGED_SHAPES,
  capacity: AGED_CAPACITY,
  build: buildFirst,
  ticks: AGED_TICKS,
  change: ageBy,
  expected: (runs) => agedRecords.map((record) => moved(record, sumOfSteps(runs))),
};

export const contestants = worldContestants(setup, {
  ecsdb: (offer) => {
    const { runSystems, moving, movingFree, pushed, accelerating, adding, addingCd, addingCe } = offer;
    return runSystems([
      (tx, step) => {
        const moves = moving(tx);
        while (moves.next()) moves.position.x += moves.velocity.x * step;
      },
      (tx, step) => {
        const freeMoves = movingFree(tx);
        while (freeMoves.next()) freeMoves.position.y += freeMoves.velocity.y * step;
      },
      (tx, step) => {
        const pushes = pushed(tx);
        while (pushes.next()) pushes.position.z += pushes.force.z * step;
      },
      (tx, step) => {
        const accelerations = accelerating(tx);
        while (accelerations.next()) accelerations.velocity.z += accelerations.force.x * step;
      },
      (tx, step) => {
        const ab = adding(tx);
        while (ab.next()) ab.a.value += ab.b.value * step;
      },
      (tx, step) => {
        const cd = addingCd(tx);
        while (cd.next()) cd.c.value += cd.d.value * step;
      },
      (tx, step) => {
        const ce = addingCe(tx);
        while (ce.next()) ce.c.value += ce.e.value * step;
      },
    ]);
  },

  'ecsdb forEach': (offer) => {
    const { db, nextStep, moving, movingFree, pushed, accelerating, adding, addingCd, addingCe } = offer;
    const systems = (tx) => {
      const step = nextStep();
      moving(tx).forEach((position, velocity) => {
        position.x += velocity.x * step;
      });
      movingFree(tx).forEach((position, velocity) => {
        position.y += velocity.y * step;
      });
      pushed(tx).forEach((position, force) => {
        position.z += force.z * step;
      });
      accelerating(tx).forEach((velocity, force) => {
        velocity.z += force.x * step;
      });
      adding(tx).forEach((a, b) => {
        a.value += b.value * step;
      });
      addingCd(tx).forEach((c, d) => {
        c.value += d.value * step;
      });
      addingCe(tx).forEach((c, e) => {
        c.value += e.value * step;
      });
    };
    return () => db.writeSync(systems);
  },

  'ecsdb ad hoc': ({ db, nextStep, A, B, C, D, E, Position, Velocity, Force, Frozen }) => {
    const systems = (tx) => {
      const step = nextStep();
      tx.query(Position.mut, Velocity).forEach((position, velocity) => {
        position.x += velocity.x * step;
      });
      tx.query(Position.mut, Velocity)
        .without(Frozen)
        .forEach((position, velocity) => {
          position.y += velocity.y * step;
        });
      tx.query(Position.mut, Force).forEach((position, force) => {
        position.z += force.z * step;
      });
      tx.query(Velocity.mut, Force).forEach((velocity, force) => {
        velocity.z += force.x * step;
      });
      tx.query(A.mut, B).forEach((a, b) => {
        a.value += b.value * step;
      });
      tx.query(C.mut, D).forEach((c, d) => {
        c.value += d.value * step;
      });
      tx.query(C.mut, E).forEach((c, e) => {
        c.value += e.value * step;
      });
    };
    return () => db.writeSync(systems);
  },

  bitecs: ({ world, query, Not, nextStep, A, B, C, D, E, Position, Velocity, Force, Frozen }) => {
    const terms = {
      moving: [Position, Velocity],
      movingFree: [Position, Velocity, Not(Frozen)],
      pushed: [Position, Force],
      accelerating: [Velocity, Force],
      adding: [A, B],
      addingCd: [C, D],
      addingCe: [C, E],
    };
    return () => {
      const step = nextStep();
      for (const entity of query(world, terms.moving)) Position.x[entity] += Velocity.x[entity] * step;
      for (const entity of query(world, terms.movingFree)) Position.y[entity] += Velocity.y[entity] * step;
      for (const entity of query(world, terms.pushed)) Position.z[entity] += Force.z[entity] * step;
      for (const entity of query(world, terms.accelerating)) Velocity.z[entity] += Force.x[entity] * step;
      for (const entity of query(world, terms.adding)) A.value[entity] += B.value[entity] * step;
      for (const entity of query(world, terms.addingCd)) C.value[entity] += D.value[entity] * step;
      for (const entity of query(world, terms.addingCe)) C.value[entity] += E.value[entity] * step;
    };
  },

  piecs: ({ world, register, nextStep, A, B, C, D, E, Position, Velocity, Force, Frozen }) => {
    let step = 0;
    register(
      (entities) => {
        const { x: left } = Position;
        const { x: right } = Velocity;
        for (let index = 0; index < entities.length; index++) left[entities[index]] += right[entities[index]] * step;
      },
      (query) => query.every(Position, Velocity),
    );
    register(
      (entities) => {
        const { y: left } = Position;
        const { y: right } = Velocity;
        for (let index = 0; index < entities.length; index++) left[entities[index]] += right[entities[index]] * step;
      },
      (query) => query.every(Position, Velocity).not(Frozen),
    );
    register(
      (entities) => {
        const { z: left } = Position;
        const { z: right } = Force;
        for (let index = 0; index < entities.length; index++) left[entities[index]] += right[entities[index]] * step;
      },
      (query) => query.every(Position, Force),
    );
    register(
      (entities) => {
        const { z: left } = Velocity;
        const { x: right } = Force;
        for (let index = 0; index < entities.length; index++) left[entities[index]] += right[entities[index]] * step;
      },
      (query) => query.every(Velocity, Force),
    );
    register(
      (entities) => {
        const { value: left } = A;
        const { value: right } = B;
        for (let index = 0; index < entities.length; index++) left[entities[index]] += right[entities[index]] * step;
      },
      (query) => query.every(A, B),
    );
    register(
      (entities) => {
        const { value: left } = C;
        const { value: right } = D;
        for (let index = 0; index < entities.length; index++) left[entities[index]] += right[entities[index]] * step;
      },
      (query) => query.every(C, D),
    );
    register(
      (entities) => {
        const { value: left } = C;
        const { value: right } = E;
        for (let index = 0; index < entities.length; index++) left[entities[index]] += right[entities[index]] * step;
      },
      (query) => query.every(C, E),
    );
    world.initialize();
    return () => {
      step = nextStep();
      world.update();
    };
  },

  koota: ({ world, Not, nextStep, A, B, C, D, E, Position, Velocity, Force, Frozen }) => {
    return () => {
      const step = nextStep();
      world.query(Position, Velocity).useStores(([left, right], entities) => {
        for (let index = 0; index < entities.length; index++) {
          const id = entities[index].id();
          left.x[id] += right.x[id] * step;
        }
      });
      world.query(Position, Velocity, Not(Frozen)).useStores(([left, right], entities) => {
        for (let index = 0; index < entities.length; index++) {
          const id = entities[index].id();
          left.y[id] += right.y[id] * step;
        }
      });
      world.query(Position, Force).useStores(([left, right], entities) => {
        for (let index = 0; index < entities.length; index++) {
          const id = entities[index].id();
          left.z[id] += right.z[id] * step;
        }
      });
      world.query(Velocity, Force).useStores(([left, right], entities) => {
        for (let index = 0; index < entities.length; index++) {
          const id = entities[index].id();
          left.z[id] += right.x[id] * step;
        }
      });
      world.query(A, B).useStores(([left, right], entities) => {
        for (let index = 0; index < entities.length; index++) {
          const id = entities[index].id();
          left.value[id] += right.value[id] * step;
        }
      });
      world.query(C, D).useStores(([left, right], entities) => {
        for (let index = 0; index < entities.length; index++) {
          const id = entities[index].id();
          left.value[id] += right.value[id] * step;
        }
      });
      world.query(C, E).useStores(([left, right], entities) => {
        for (let index = 0; index < entities.length; index++) {
          const id = entities[index].id();
          left.value[id] += right.value[id] * step;
        }
      });
    };
  },
});
