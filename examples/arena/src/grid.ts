/** The positions of the players in a grid, to find neighbours without visiting every player. */

import type { Figures } from './figures.js';
import { FIELD_SIZE, REACH } from './rules.js';

/** A cell is as wide as the reach, so a player within reach is in the same cell or in an adjacent one. */
const CELLS = Math.ceil(FIELD_SIZE / REACH);
/** Instead of a number of a figure. */
const NONE = -1;

export class Grid {
  readonly figures: Figures;
  /** The start of each cell in the arrays below. A cell ends where the next one starts. */
  readonly #starts = new Int32Array(CELLS * CELLS + 1);
  /** The numbers of the figures, cell by cell; inside a cell in descending order. */
  readonly #numbers: Int32Array;
  readonly #x: Float32Array;
  readonly #y: Float32Array;

  constructor(figures: Figures) {
    this.figures = figures;
    const { entity, x, y } = figures;
    const cells = new Int32Array(entity.length).fill(NONE);
    const starts = this.#starts;
    for (let number = 0; number < entity.length; number++) {
      if (entity[number] === undefined) continue;
      const cell = cellOf(x[number] as number) * CELLS + cellOf(y[number] as number);
      cells[number] = cell;
      starts[cell] = (starts[cell] as number) + 1;
    }
    // `starts` has the counts. It gets the end of each cell, and then its start, because a cell is filled from its end.
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
      if (cell === NONE) continue;
      const at = (starts[cell] as number) - 1;
      starts[cell] = at;
      this.#numbers[at] = number;
      this.#x[at] = x[number] as number;
      this.#y[at] = y[number] as number;
    }
  }

  /** Returns the number of the nearest figure within reach that `accepts` allows, or -1. */
  nearest(x: number, y: number, accepts: (number: number) => boolean): number {
    const starts = this.#starts;
    const numbers = this.#numbers;
    const xs = this.#x;
    const ys = this.#y;
    let found = NONE;
    let shortest = REACH * REACH;
    const column = cellOf(x);
    const row = cellOf(y);
    const lastColumn = Math.min(column + 1, CELLS - 1);
    const firstRow = Math.max(row - 1, 0);
    const lastRow = Math.min(row + 1, CELLS - 1);
    for (let i = Math.max(column - 1, 0); i <= lastColumn; i++) {
      // The cells of a column are adjacent in the arrays.
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

/** The far border belongs to the last cell. */
function cellOf(metres: number): number {
  return Math.min(Math.floor(metres / REACH), CELLS - 1);
}
