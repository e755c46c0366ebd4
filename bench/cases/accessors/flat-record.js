/** Position and velocity in one record of six f32. */

import { ROWS, SWEEPS } from '../../lib/motion.js';

export const title = 'position += velocity * step, 10,000 records of 6 x f32, for each row';
export const operations = ROWS * SWEEPS;

async function rows(sweeps) {
  const { createMovingRows } = await import('../../libraries/moving-rows.js');
  const { flat } = await import('#generated/shapes/index.js');
  const sweep = (tx, step) => {
    flat(tx).forEach((row) => {
      row.px += row.vx * step;
      row.py += row.vy * step;
      row.pz += row.vz * step;
    });
  };
  return createMovingRows({ ...(await records()), sweep, sweeps });
}

async function records() {
  const { Particle } = await import('#generated/shapes/index.js');
  return {
    insert: (tx, entity, { position: [px, py, pz], velocity: [vx, vy, vz] }) =>
      tx.insert(entity, Particle, { px, py, pz, vx, vy, vz }),
    positionOf: (db, entity) => db.read(entity, Particle, (row) => [row.px, row.py, row.pz]),
  };
}

export const contestants = {
  ecsdb: () => rows(SWEEPS),

  'ecsdb, each sweep published': () => rows(1),

  async 'ecsdb runs'() {
    const { createMovingRows } = await import('../../libraries/moving-rows.js');
    const { flat } = await import('#generated/shapes/index.js');
    const sweep = (tx, step) => {
      flat(tx).runs(({ particle, count }) => {
        const { array, first, stride } = particle.column('px');
        for (let at = first, end = first + count * stride; at < end; at += stride) {
          array[at] += array[at + 3] * step;
          array[at + 1] += array[at + 4] * step;
          array[at + 2] += array[at + 5] * step;
        }
      });
    };
    return createMovingRows({ ...(await records()), sweep });
  },

  async 'typed arrays'() {
    const { createTypedArrays } = await import('../../libraries/typed-arrays.js');
    return createTypedArrays();
  },
};
