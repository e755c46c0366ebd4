/** Who stands where: finds neighbours without looking at everybody. */

import type { Arrived } from './arrived.js';
import type { Team } from './generated/index.js';
import { FIELD_SIZE, REACH } from './rules.js';

/** A standing player, as far as others need to know. */
export interface Figure extends Arrived {
  readonly team: Team;
  readonly x: number;
  readonly y: number;
  readonly damage: number;
  readonly absorption: number;
}

/** Cells are as wide as a reach, so that whoever is within reach is in the same cell or in one next to it. */
const CELLS = Math.ceil(FIELD_SIZE / REACH);
const NOBODY = -1;

export class Grid {
  readonly figures: Figure[] = [];
  /** For each cell the position in `figures` of whoever came last, and for each figure that of the one before. */
  readonly #lastInCell = new Int32Array(CELLS * CELLS).fill(NOBODY);
  readonly #before: number[] = [];

  /** Of two figures at the same distance, `nearest` finds the one that was added later. */
  add(figure: Figure): void {
    const cell = cellOf(figure.x) * CELLS + cellOf(figure.y);
    this.#before.push(this.#lastInCell[cell] ?? NOBODY);
    this.#lastInCell[cell] = this.figures.length;
    this.figures.push(figure);
  }

  /** The nearest figure within reach of a point that `accepts` allows. */
  nearest(x: number, y: number, accepts: (figure: Figure) => boolean): Figure | undefined {
    let found: Figure | undefined;
    let shortest = REACH * REACH;
    const column = cellOf(x);
    const row = cellOf(y);
    for (let i = Math.max(column - 1, 0); i <= Math.min(column + 1, CELLS - 1); i++) {
      for (let j = Math.max(row - 1, 0); j <= Math.min(row + 1, CELLS - 1); j++) {
        for (let at = this.#lastInCell[i * CELLS + j] ?? NOBODY; at !== NOBODY; at = this.#before[at] ?? NOBODY) {
          const figure = this.figures[at] as Figure;
          const squared = (figure.x - x) ** 2 + (figure.y - y) ** 2;
          if (squared > shortest || !accepts(figure)) continue;
          found = figure;
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
