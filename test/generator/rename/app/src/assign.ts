/** Destructuring that assigns, and nested patterns. */

import type { PlayerData, TransformRow } from './generated/index.js';

export function last(rows: readonly PlayerData[]): number | undefined {
  let gold: number | undefined;
  let purse: number | undefined;
  for (const row of rows) {
    ({ gold } = row);
    ({ gold: purse = 0 } = row);
  }
  return gold ?? purse;
}

export function where({ position: { x, y: north } }: TransformRow): string {
  const at = { x, north };
  return `${at.x}, ${at.north}`;
}

export const firsts = ([{ gold }, other]: readonly [PlayerData, PlayerData]): unknown => [gold, other.gold];
