/**
 * The data of the worlds. `shapes` of a world has the fields of each component; a record has the rows of one entity, by
 * component.
 *
 * Systems move by a step that changes its sign each time. Positions are odd sixteenths, and rates multiplied by the
 * step are even sixteenths. So no value is an integer (see expect.js), all values are exact in f32, and after an even
 * number of runs every value is the first one again.
 */

import { fractional } from '../expect.js';

export const VALUE = ['value'];
export const TAG = [];
export const VECTOR = ['x', 'y', 'z'];

const STEP = 0.5;

/** Returns a function that returns the step of the next run. */
export function createSteps() {
  let step = -STEP;
  return () => {
    step = -step;
    return step;
  };
}

/** The sum of the steps of that many runs. */
export function sumOfSteps(runs) {
  return runs % 2 === 0 ? 0 : STEP;
}

/** The shapes of components that have one value each. */
export function valueShapes(names) {
  return Object.fromEntries(names.map((name) => [name, VALUE]));
}

/** A record with the value of each of the components. */
export function valueRecord(names, index) {
  return Object.fromEntries(names.map((name, component) => [name, { value: fractional(index) + component * 100 }]));
}

export function place(index) {
  return { x: (index % 100) + 0.3125, y: (index % 89) + 0.4375, z: (index % 83) + 0.5625 };
}

/** A velocity or a force. */
export function rate(index) {
  return { x: (index % 7) + 0.25, y: (index % 5) + 0.75, z: (index % 3) + 0.25 };
}
