/** What a user would write by hand: six columns, one loop. */

import { createMotion, SWEEPS } from '../lib/motion.js';

export function createTypedArrays() {
  const motion = createMotion();
  const column = (field, axis) => Float32Array.from(motion.rows, (row) => row[field][axis]);
  const [px, py, pz] = [0, 1, 2].map((axis) => column('position', axis));
  const [vx, vy, vz] = [0, 1, 2].map((axis) => column('velocity', axis));
  const sweep = (step) => {
    for (let row = 0; row < px.length; row++) {
      px[row] += vx[row] * step;
      py[row] += vy[row] * step;
      pz[row] += vz[row] * step;
    }
  };
  return {
    run: () => {
      for (let count = 0; count < SWEEPS; count++) sweep(motion.nextStep());
    },
    check: motion.checker(() => motion.rows.map((_, row) => [px[row], py[row], pz[row]])),
  };
}
