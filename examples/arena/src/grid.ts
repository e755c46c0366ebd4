/** Who stands where: finds neighbours without looking at everybody. */

import type { Figures } from './figures.js';
import { FIELD_SIZE, REACH } from './rules.js';

/** Cells are as wide as a reach, so that whoever is within reach is in the same cell or in one next to it. */
const CELLS = Math.ceil(FIELD_SIZE / REACH);
const NOBODY = -1;

export class Grid {
  readonly figures: Figures;
  /** For each cell the number of the figure with the highest number in it, and for each figure the next lower one. */
  readonly #lastInCell = new Int32Array(CELLS * CELLS).fill(NOBODY);
  readonly #before: Int32Array;

  constructor(figures: Figures) {
    this.figures = figures;
    this.#before = new Int32Array(figures.entity.length);
    for (let number = 0; number < figures.entity.length; number++) {
      if (figures.entity[number] === undefined) continue;
      const cell = cellOf(figures.x[number] as number) * CELLS + cellOf(figures.y[number] as number);
      this.#before[number] = this.#lastInCell[cell] as number;
      this.#lastInCell[cell] = number;
    }
  }

  /** The number of the nearest figure within reach of a point that `accepts` allows, or -1. */
  nearest(x: number, y: number, accepts: (number: number) => boolean): number {
    const { x: xs, y: ys } = this.figures;
    const before = this.#before;
    let found = NOBODY;
    let shortest = REACH * REACH;
    const column = cellOf(x);
    const row = cellOf(y);
    const lastColumn = Math.min(column + 1, CELLS - 1);
    const firstRow = Math.max(row - 1, 0);
    const lastRow = Math.min(row + 1, CELLS - 1);
    for (let i = Math.max(column - 1, 0); i <= lastColumn; i++) {
      for (let j = firstRow; j <= lastRow; j++) {
        for (let at = this.#lastInCell[i * CELLS + j] as number; at !== NOBODY; at = before[at] as number) {
          const squared = ((xs[at] as number) - x) ** 2 + ((ys[at] as number) - y) ** 2;
          if (squared > shortest || !accepts(at)) continue;
          found = at;
          shortest = squared;
        }
      }
    }
    return found;
  }
}

/** Whoever stands on the far border belongs to the last cell. */
function cellOf(metres: number): number {
  return Math.min(Math.floor(metres / REACH), CELLS - 1);
}
