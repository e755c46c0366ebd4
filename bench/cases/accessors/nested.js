/** Position and velocity as values of a custom type, and as fixed arrays. */

import { ROWS, SWEEPS } from '../../lib/motion.js';

export const title = 'position += velocity * step, 10,000 records of 2 x Vec3 or 2 x [f32; 3], for each row';
export const operations = ROWS * SWEEPS;

export const contestants = {
  async 'ecsdb custom type'() {
    const { createMovingRows } = await import('../../libraries/moving-rows.js');
    const { Nested, nesting } = await import('#generated/shapes/index.js');
    const vec3 = ([x, y, z]) => ({ x, y, z });
    return createMovingRows({
      insert: (tx, entity, { position, velocity }) =>
        tx.insert(entity, Nested, { position: vec3(position), velocity: vec3(velocity) }),
      sweep: (tx, step) => {
        nesting(tx).forEach(({ position, velocity }) => {
          position.x += velocity.x * step;
          position.y += velocity.y * step;
          position.z += velocity.z * step;
        });
      },
      positionOf: (db, entity) => db.read(entity, Nested, ({ position }) => [position.x, position.y, position.z]),
    });
  },

  async 'ecsdb fixed arrays'() {
    const { createMovingRows } = await import('../../libraries/moving-rows.js');
    const { Arrays, listing } = await import('#generated/shapes/index.js');
    return createMovingRows({
      insert: (tx, entity, row) => tx.insert(entity, Arrays, row),
      sweep: (tx, step) => {
        listing(tx).forEach(({ position, velocity }) => {
          position.set(0, position.at(0) + velocity.at(0) * step);
          position.set(1, position.at(1) + velocity.at(1) * step);
          position.set(2, position.at(2) + velocity.at(2) * step);
        });
      },
      positionOf: (db, entity) => db.read(entity, Arrays, (row) => row.position.toArray()),
    });
  },

  async 'typed arrays'() {
    const { createTypedArrays } = await import('../../libraries/typed-arrays.js');
    return createTypedArrays();
  },
};
