/** Everybody strikes the nearest enemy within reach. Who has no health left falls and loses half of the gold. */

import type { Transaction } from '@ecsdb/runtime';
import { Fallen, Health, Inventory, Player } from '../generated/index.js';
import type { Figure, Grid } from '../grid.js';
import { RECOVERY_TICKS } from '../rules.js';
import { drop, type World } from '../world.js';

export function combat(tx: Transaction, world: World, grid: Grid, tick: number): void {
  for (const striker of grid.figures) {
    const victim = grid.nearest(striker.x, striker.y, (other) => other.team !== striker.team);
    // Somebody else may have been quicker in this very tick; a transaction sees its own changes.
    if (victim === undefined || tx.has(victim.entity, Fallen) || tx.has(striker.entity, Fallen)) continue;
    if (strike(tx, striker, victim) === 0) defeat(tx, world, striker, victim, tick);
  }
}

/** Answers the health that is left. */
function strike(tx: Transaction, { damage }: Figure, victim: Figure): number {
  let left = 0;
  tx.update(victim.entity, Health, (health) => {
    left = Math.max(0, health.current - Math.max(0, damage - victim.absorption));
    health.current = left;
  });
  return left;
}

function defeat(tx: Transaction, world: World, victor: Figure, victim: Figure, tick: number): void {
  tx.insert(victim.entity, Fallen, { victor: victor.entity, untilTick: tick + RECOVERY_TICKS });
  tx.update(victor.entity, Player, (player) => {
    player.victories += 1;
  });
  let dropped = 0;
  tx.update(victim.entity, Inventory, (inventory) => {
    dropped = Math.floor(inventory.gold / 2);
    inventory.gold -= dropped;
  });
  if (dropped > 0) drop(tx, world, { x: victim.x, y: victim.y }, dropped);
}
