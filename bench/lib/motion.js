/**
 * The motion of the accessor cases: position += velocity * step. The step changes its sign each time.
 *
 * Positions are odd sixteenths, and velocity * step is an even number of sixteenths. So no value is an integer, all
 * values are exact in f32, and after an even number of steps every position is the first one again.
 */

import { expectList, times } from './expect.js';

export const ROWS = 10_000;

/** One transaction publishes this many sweeps, so that the time is that of the loop. */
export const SWEEPS = 100;

const STEP = 0.5;

const rows = times(ROWS, (index) => ({
  position: [0, 1, 2].map((axis) => ((index + axis) % 100) + 0.3125),
  velocity: [0, 1, 2].map((axis) => ((index + axis) % 7) + 0.25),
}));

export function createMotion() {
  let step = STEP;
  return {
    rows,
    /** The step of the next sweep. */
    nextStep() {
      step = -step;
      return step;
    },
    /** `positions()` returns the three coordinates of each row. */
    checker: (positions) => () => {
      const way = step < 0 ? -STEP : 0;
      const expected = rows.map(({ position, velocity }) => position.map((at, axis) => at + velocity[axis] * way));
      for (const [index, position] of positions().entries()) expectList(position, expected[index], `row ${index}`);
    },
  };
}
