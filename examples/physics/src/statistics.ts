/** What can be said of all bodies together. */

import type { Snapshot } from '@ecsdb/runtime';
import { moving } from './generated/index.js';
import type { Statistics } from './protocol.js';

/** The sums are made in the order of rows, as the simulation makes them, so that they come out the same to the last bit. */
export function statisticsOf(view: Snapshot): Statistics {
  let count = 0;
  let mass = 0;
  const momentum = { x: 0, y: 0 };
  const moment = { x: 0, y: 0 };
  let kineticEnergy = 0;
  let topSpeed = 0;
  moving(view).runs(({ body, count: rows }) => {
    // All fields are f32, so their columns are one array with one stride.
    const { array, stride, first: x } = body.column('position.x');
    const { first: y } = body.column('position.y');
    const { first: vx } = body.column('velocity.x');
    const { first: vy } = body.column('velocity.y');
    const { first: m } = body.column('mass');
    for (let at = 0; at < rows * stride; at += stride) {
      const own = array[m + at] as number;
      const speedX = array[vx + at] as number;
      const speedY = array[vy + at] as number;
      const square = speedX * speedX + speedY * speedY;
      mass += own;
      momentum.x += own * speedX;
      momentum.y += own * speedY;
      moment.x += own * (array[x + at] as number);
      moment.y += own * (array[y + at] as number);
      kineticEnergy += (own * square) / 2;
      if (square > topSpeed) topSpeed = square;
    }
    count += rows;
  });
  const centre = { x: moment.x / mass, y: moment.y / mass };
  return { count, mass, momentum, centre, kineticEnergy, topSpeed: Math.sqrt(topSpeed) };
}
