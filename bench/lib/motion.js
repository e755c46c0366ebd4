/**
 * The motion that the accessor cases have in common: position += velocity * step, the step changing its sign each time.
 *
 * Positions are odd sixteenths and the ways even ones, so that no value is ever integral, all are exact in f32, and after an even number of
 * steps everything is where it was.
 */

import { expectList, times } from './expect.js';

export const ROWS = 10_000;

/** One transaction publishes this many sweeps, so that what is measured is the loop. */
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
    /** `positions()` gives the three coordinates of each row. */
    checker: (positions) => () => {
      const way = step < 0 ? -STEP : 0;
      const expected = rows.map(({ position, velocity }) => position.map((at, axis) => at + velocity[axis] * way));
      for (const [index, position] of positions().entries()) expectList(position, expected[index], `row ${index}`);
    },
  };
}
