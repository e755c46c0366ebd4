/** 100,000 rows of eight f32; one loop that reads one field and changes another one. */

import { times } from '../../lib/expect.js';
import { worldContestants } from '../../lib/worlds/contestants.js';
import { place, rate, sumOfSteps } from '../../lib/worlds/data.js';

export const title = '100,000 rows of eight fields, a loop over two of them';
export const operations = 1;

const ENTITIES = 100_000;

function bodyOf(index, sum) {
  const { x, y } = place(index);
  const { x: vx, y: vy } = rate(index);
  return { x: x + vx * sum, y, vx, vy, mass: 1.5, radius: 2.5, charge: 3.5, heat: 4.5 };
}

const setup = {
  shapes: { Body: Object.keys(bodyOf(0, 0)) },
  capacity: ENTITIES + 1,
  build: ({ create }) => times(ENTITIES, (index) => create({ Body: bodyOf(index, 0) })),
  expected: (runs) => times(ENTITIES, (index) => ({ Body: bodyOf(index, sumOfSteps(runs)) })),
};

export const contestants = worldContestants(setup, {
  ecsdb: ({ db, bodies, nextStep }) => {
    const systems = (tx) => {
      const step = nextStep();
      const m = bodies(tx);
      while (m.next()) m.body.x += m.body.vx * step;
    };
    return () => db.writeSync(systems);
  },

  'ecsdb forEach': ({ db, bodies, nextStep }) => {
    const systems = (tx) => {
      const step = nextStep();
      bodies(tx).forEach((body) => {
        body.x += body.vx * step;
      });
    };
    return () => db.writeSync(systems);
  },

  'ecsdb ad hoc': ({ db, Body, nextStep }) => {
    const systems = (tx) => {
      const step = nextStep();
      tx.query(Body.mut).forEach((body) => {
        body.x += body.vx * step;
      });
    };
    return () => db.writeSync(systems);
  },

  'ecsdb runs': ({ db, bodies, nextStep }) => {
    const systems = (tx) => {
      const step = nextStep();
      bodies(tx).runs((run) => {
        const { array, first, stride } = run.body.column('x');
        const velocity = run.body.column('vx');
        const offset = velocity.first - first;
        for (let at = first, end = first + run.count * stride; at < end; at += stride) {
          array[at] += velocity.array[at + offset] * step;
        }
      });
    };
    return () => db.writeSync(systems);
  },

  bitecs: ({ world, query, Body, nextStep }) => {
    const terms = [Body];
    const { x, vx } = Body;
    return () => {
      const step = nextStep();
      const entities = query(world, terms);
      for (let index = 0; index < entities.length; index++) x[entities[index]] += vx[entities[index]] * step;
    };
  },

  piecs: ({ world, register, Body, nextStep }) => {
    const { x, vx } = Body;
    register(
      (entities) => {
        const step = nextStep();
        for (let index = 0; index < entities.length; index++) x[entities[index]] += vx[entities[index]] * step;
      },
      (query) => query.every(Body),
    );
    world.initialize();
    return () => world.update();
  },

  koota: ({ world, Body, nextStep }) => {
    const move = ([body], entities) => {
      const step = nextStep();
      for (let index = 0; index < entities.length; index++) {
        const id = entities[index].id();
        body.x[id] += body.vx[id] * step;
      }
    };
    return () => world.query(Body).useStores(move);
  },
});
