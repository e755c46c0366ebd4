/** Collects the positions of all players who stand, for the systems that need neighbours. */

import type { Transaction } from '@ecsdb/runtime';
import { Figures } from '../figures.js';
import { type InventoryRow, ItemKind, Progress, standing } from '../generated/index.js';
import { Grid } from '../grid.js';
import { SHIELD_ABSORPTION, STRIKE_DAMAGE, SWORD_DAMAGE } from '../rules.js';
import type { World } from '../world.js';

export function lookout(tx: Transaction, { game }: World): Grid {
  const figures = new Figures(tx.get(game, Progress).arrivals);
  standing(tx).forEach(({ number }, { team }, { position }, inventory, entity) => {
    // A row is valid only until the next step of the loop, so these are copies.
    figures.entity[number] = entity;
    figures.team[number] = team;
    figures.x[number] = position.x;
    figures.y[number] = position.y;
    equip(figures, number, inventory);
  });
  return new Grid(figures);
}

/** The items of a player determine the damage of a strike, and how much of a strike is absorbed. */
function equip({ damage, absorption }: Figures, number: number, { items }: InventoryRow): void {
  damage[number] = STRIKE_DAMAGE;
  for (let slot = 0; slot < items.length; slot++) {
    const { kind } = items.at(slot);
    if (kind === ItemKind.Sword) damage[number] = STRIKE_DAMAGE + SWORD_DAMAGE;
    if (kind === ItemKind.Shield) absorption[number] = SHIELD_ABSORPTION;
  }
}
