/** Moves all bodies: arithmetic over typed arrays, in place. */

import type { Transaction } from '@ecsdb/runtime';
import { type MovingMutRun, moving } from './generated/index.js';
import { BOX_SIZE } from './rules.js';

/** Sums over all bodies, added in the order of rows. */
export interface Sums {
  readonly mass: number;
  readonly momentumX: number;
  readonly momentumY: number;
}

/** Moves all bodies by a time step, and reflects them at the walls. */
export function integrate(tx: Transaction, seconds: number): Sums {
  let sums: Sums = { mass: 0, momentumX: 0, momentumY: 0 };
  moving(tx).runs((run) => {
    sums = integrateRun(run, seconds, sums);
  });
  return sums;
}

/**
 * A function with local variables: captured variables of an outer function would be stored as objects at each addition.
 */
function integrateRun({ body, count }: MovingMutRun, seconds: number, before: Sums): Sums {
  // All fields are f32, so their columns are one array with one stride.
  const { array, stride, first: x } = body.column('position.x');
  const { first: y } = body.column('position.y');
  const { first: vx } = body.column('velocity.x');
  const { first: vy } = body.column('velocity.y');
  const { first: m } = body.column('mass');
  let { mass, momentumX, momentumY } = before;
  for (let at = 0; at < count * stride; at += stride) {
    move(array, x + at, vx + at, seconds);
    move(array, y + at, vy + at, seconds);
    const own = array[m + at] as number;
    mass += own;
    momentumX += own * (array[vx + at] as number);
    momentumY += own * (array[vy + at] as number);
  }
  return { mass, momentumX, momentumY };
}

/** Along one axis. */
function move(array: Float32Array, position: number, velocity: number, seconds: number): void {
  const speed = array[velocity] as number;
  const there = (array[position] as number) + speed * seconds;
  const isInside = there >= 0 && there <= BOX_SIZE;
  array[position] = isInside ? there : there < 0 ? -there : 2 * BOX_SIZE - there;
  if (!isInside) array[velocity] = -speed;
}
