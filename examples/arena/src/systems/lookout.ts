/** Notes where everybody stands, for the systems that need neighbours. */

import type { Transaction } from '@ecsdb/runtime';
import { byArrival } from '../arrived.js';
import { ItemKind, standing } from '../generated/index.js';
import { type Figure, Grid } from '../grid.js';
import { countOf } from '../items.js';
import { SHIELD_ABSORPTION, STRIKE_DAMAGE, SWORD_DAMAGE } from '../rules.js';

export function lookout(tx: Transaction): Grid {
  const figures: Figure[] = [];
  standing(tx).forEach(({ number }, { team }, { position }, inventory, entity) => {
    // A row is valid until the loop moves on, so these are copies.
    figures.push({
      entity,
      number,
      team,
      x: position.x,
      y: position.y,
      damage: STRIKE_DAMAGE + (countOf(inventory, ItemKind.Sword) > 0 ? SWORD_DAMAGE : 0),
      absorption: countOf(inventory, ItemKind.Shield) > 0 ? SHIELD_ABSORPTION : 0,
    });
  });
  const grid = new Grid();
  for (const figure of byArrival(figures)) grid.add(figure);
  return grid;
}
