/** Counts bodies in the cells of a square grid over the box. */

import type { Entity } from '@ecsdb/runtime';
import type { PinnedVersion } from '@ecsdb/runtime/threads';
import { Impulse, moving } from './generated/index.js';
import { BOX_SIZE, CELLS, PUSHES } from './rules.js';

const CELL_SIZE = BOX_SIZE / CELLS;

export interface Target {
  readonly body: Entity;
  /** The position relative to the centre of the cell, from -1 to 1 along each axis. */
  readonly x: number;
  readonly y: number;
}

export interface Crowd {
  /** Bodies in the most crowded cell. */
  readonly count: number;
  /** Some of them, without a pending impulse. */
  readonly targets: readonly Target[];
}

/** `counts` is reused for each pinned version. */
export function crowdIn(view: PinnedVersion, counts: Uint32Array): Crowd {
  counts.fill(0);
  moving(view).runs(({ body, count }) => {
    const { array, stride, first: x } = body.column('position.x');
    const { first: y } = body.column('position.y');
    for (let at = 0; at < count * stride; at += stride) {
      const cell = cellOf(array[x + at] as number, array[y + at] as number);
      counts[cell] = (counts[cell] as number) + 1;
    }
  });
  const count = counts.reduce((most, one) => Math.max(most, one), 0);
  return { count, targets: targetsIn(view, counts.indexOf(count)) };
}

function targetsIn(view: PinnedVersion, cell: number): Target[] {
  const targets: Target[] = [];
  moving(view).runs(({ body, count, entities }) => {
    const { array, stride, first: x } = body.column('position.x');
    const { first: y } = body.column('position.y');
    for (let row = 0; row < count && targets.length < PUSHES; row++) {
      const atX = array[x + row * stride] as number;
      const atY = array[y + row * stride] as number;
      if (cellOf(atX, atY) !== cell) continue;
      const entity = entities[row] as Entity;
      if (!view.has(entity, Impulse)) targets.push({ body: entity, x: fromCentre(atX), y: fromCentre(atY) });
    }
  });
  return targets;
}

function cellOf(x: number, y: number): number {
  return along(y) * CELLS + along(x);
}

function along(position: number): number {
  // A body may be on the far wall.
  return Math.min(CELLS - 1, Math.floor(position / CELL_SIZE));
}

function fromCentre(position: number): number {
  return (position - (along(position) + 0.5) * CELL_SIZE) / (CELL_SIZE / 2);
}
