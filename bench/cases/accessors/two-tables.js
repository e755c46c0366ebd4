/** Position and velocity in tables of their own, joined by a declared query. */

import { ROWS, SWEEPS } from '../../lib/motion.js';

export const title = 'position += velocity * step, 10,000 rows in two tables, for each row';
export const operations = ROWS * SWEEPS;

async function records() {
  const { Place, Speed } = await import('#generated/shapes/index.js');
  return {
    insert: (tx, entity, { position, velocity }) => {
      tx.insert(entity, Place, { x: position[0], y: position[1], z: position[2] });
      tx.insert(entity, Speed, { x: velocity[0], y: velocity[1], z: velocity[2] });
    },
    positionOf: (db, entity) => db.read(entity, Place, (row) => [row.x, row.y, row.z]),
  };
}

export const contestants = {
  async ecsdb() {
    const { createMovingRows } = await import('../../libraries/moving-rows.js');
    const { moving } = await import('#generated/shapes/index.js');
    const sweep = (tx, step) => {
      moving(tx).forEach((place, speed) => {
        place.x += speed.x * step;
        place.y += speed.y * step;
        place.z += speed.z * step;
      });
    };
    return createMovingRows({ ...(await records()), sweep });
  },

  async 'ecsdb runs'() {
    const { createMovingRows } = await import('../../libraries/moving-rows.js');
    const { moving } = await import('#generated/shapes/index.js');
    const sweep = (tx, step) => {
      moving(tx).runs(({ place, speed, count }) => {
        const { array: at, first, stride } = place.column('x');
        const { array: by, first: firstBy, stride: strideBy } = speed.column('x');
        for (let row = 0, to = first, from = firstBy; row < count; row++, to += stride, from += strideBy) {
          at[to] += by[from] * step;
          at[to + 1] += by[from + 1] * step;
          at[to + 2] += by[from + 2] * step;
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
