/** Who stands where: finds neighbours without looking at everybody. */

import type { Figures } from './figures.js';
import { FIELD_SIZE, REACH } from './rules.js';

/** Cells are as wide as a reach, so that whoever is within reach is in the same cell or in one next to it. */
const CELLS = Math.ceil(FIELD_SIZE / REACH);
const NOBODY = -1;

export class Grid {
  readonly figures: Figures;
  /** Where each cell begins in the lists below; it ends where the next one begins. */
  readonly #starts = new Int32Array(CELLS * CELLS + 1);
  /** Numbers of figures, cell after cell, and in each cell from the highest to the lowest. */
  readonly #numbers: Int32Array;
  readonly #x: Float32Array;
  readonly #y: Float32Array;

  constructor(figures: Figures) {
    this.figures = figures;
    const { entity, x, y } = figures;
    const cells = new Int32Array(entity.length).fill(NOBODY);
    const starts = this.#starts;
    for (let number = 0; number < entity.length; number++) {
      if (entity[number] === undefined) continue;
      const cell = cellOf(x[number] as number) * CELLS + cellOf(y[number] as number);
      cells[number] = cell;
      starts[cell] = (starts[cell] as number) + 1;
    }
    // How many are in each cell becomes where it ends, and then, as it is filled from its end, where it begins.
    let total = 0;
    for (let cell = 0; cell < starts.length; cell++) {
      total += starts[cell] as number;
      starts[cell] = total;
    }
    this.#numbers = new Int32Array(total);
    this.#x = new Float32Array(total);
    this.#y = new Float32Array(total);
    for (let number = 0; number < entity.length; number++) {
      const cell = cells[number] as number;
      if (cell === NOBODY) continue;
      const at = (starts[cell] as number) - 1;
      starts[cell] = at;
      this.#numbers[at] = number;
      this.#x[at] = x[number] as number;
      this.#y[at] = y[number] as number;
    }
  }

  /** The number of the nearest figure within reach of a point that `accepts` allows, or -1. */
  nearest(x: number, y: number, accepts: (number: number) => boolean): number {
    const starts = this.#starts;
    const numbers = this.#numbers;
    const xs = this.#x;
    const ys = this.#y;
    let found = NOBODY;
    let shortest = REACH * REACH;
    const column = cellOf(x);
    const row = cellOf(y);
    const lastColumn = Math.min(column + 1, CELLS - 1);
    const firstRow = Math.max(row - 1, 0);
    const lastRow = Math.min(row + 1, CELLS - 1);
    for (let i = Math.max(column - 1, 0); i <= lastColumn; i++) {
      // Cells of one column lie one after another.
      const end = starts[i * CELLS + lastRow + 1] as number;
      for (let at = starts[i * CELLS + firstRow] as number; at < end; at++) {
        const squared = ((xs[at] as number) - x) ** 2 + ((ys[at] as number) - y) ** 2;
        if (squared > shortest || !accepts(numbers[at] as number)) continue;
        found = numbers[at] as number;
        shortest = squared;
      }
    }
    return found;
  }
}

/** Whoever stands on the far border belongs to the last cell. */
function cellOf(metres: number): number {
  return Math.min(Math.floor(metres / REACH), CELLS - 1);
}
