/** Statistics of all bodies together. */

import type { PinnedVersion } from '@ecsdb/runtime/threads';
import { type MovingRun, moving } from './generated/index.js';
import type { Statistics } from './protocol.js';

/** Sums over all bodies. `square` is the square of the highest speed. */
interface Totals {
  readonly count: number;
  readonly mass: number;
  readonly momentumX: number;
  readonly momentumY: number;
  readonly momentX: number;
  readonly momentY: number;
  readonly kineticEnergy: number;
  readonly square: number;
}

const NOTHING: Totals = {
  count: 0,
  mass: 0,
  momentumX: 0,
  momentumY: 0,
  momentX: 0,
  momentY: 0,
  kineticEnergy: 0,
  square: 0,
};

/** Adds in the order of rows, as the simulation does, so that the sums are equal to the last bit. */
export function statisticsOf(view: PinnedVersion): Statistics {
  let totals = NOTHING;
  moving(view).runs((run) => {
    totals = addRun(run, totals);
  });
  const { count, mass, momentumX, momentumY, momentX, momentY, kineticEnergy, square } = totals;
  return {
    count,
    mass,
    momentum: { x: momentumX, y: momentumY },
    centre: { x: momentX / mass, y: momentY / mass },
    kineticEnergy,
    topSpeed: Math.sqrt(square),
  };
}

function addRun({ body, count: rows }: MovingRun, before: Totals): Totals {
  // All fields are f32, so their columns are one array with one stride.
  const { array, stride, first: x } = body.column('position.x');
  const { first: y } = body.column('position.y');
  const { first: vx } = body.column('velocity.x');
  const { first: vy } = body.column('velocity.y');
  const { first: m } = body.column('mass');
  let { mass, momentumX, momentumY, momentX, momentY, kineticEnergy, square } = before;
  for (let at = 0; at < rows * stride; at += stride) {
    const own = array[m + at] as number;
    const speedX = array[vx + at] as number;
    const speedY = array[vy + at] as number;
    const ownSquare = speedX * speedX + speedY * speedY;
    mass += own;
    momentumX += own * speedX;
    momentumY += own * speedY;
    momentX += own * (array[x + at] as number);
    momentY += own * (array[y + at] as number);
    kineticEnergy += (own * ownSquare) / 2;
    square = Math.max(square, ownSquare);
  }
  const count = before.count + rows;
  return { count, mass, momentumX, momentumY, momentX, momentY, kineticEnergy, square };
}
