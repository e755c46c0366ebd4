/** Each player strikes the nearest enemy within reach. A player without health falls and loses half of the gold. */

import type { Entity, Transaction } from '@ecsdb/runtime';
import { Fallen, Health, Inventory, Player } from '../generated/index.js';
import type { Grid } from '../grid.js';
import { RECOVERY_TICKS } from '../rules.js';
import { drop, type World } from '../world.js';

export function combat(tx: Transaction, world: World, grid: Grid, tick: number): void {
  const { entity, team, x, y, damage, absorption } = grid.figures;
  // In the order of arrival.
  for (let striker = 0; striker < entity.length; striker++) {
    const striking = entity[striker];
    if (striking === undefined) continue;
    const own = team[striker];
    const victim = grid.nearest(x[striker] as number, y[striker] as number, (other) => team[other] !== own);
    const struck = entity[victim];
    // Another player may have been faster in this tick; a transaction sees its own changes.
    if (struck === undefined || tx.has(struck, Fallen) || tx.has(striking, Fallen)) continue;
    const left = strike(tx, struck, (damage[striker] as number) - (absorption[victim] as number));
    if (left > 0) continue;
    const dropped = defeat(tx, striking, struck, tick);
    if (dropped > 0) drop(tx, world, { x: x[victim] as number, y: y[victim] as number }, dropped);
  }
}

/** Returns the health that is left. */
function strike(tx: Transaction, victim: Entity, damage: number): number {
  let left = 0;
  tx.update(victim, Health, (health) => {
    left = Math.max(0, health.current - Math.max(0, damage));
    health.current = left;
  });
  return left;
}

/** Returns the gold that the victim loses. */
function defeat(tx: Transaction, victor: Entity, victim: Entity, tick: number): number {
  tx.insert(victim, Fallen, { victor, untilTick: tick + RECOVERY_TICKS });
  tx.update(victor, Player, (player) => {
    player.victories += 1;
  });
  let lost = 0;
  tx.update(victim, Inventory, (inventory) => {
    lost = Math.floor(inventory.gold / 2);
    inventory.gold -= lost;
  });
  return lost;
}
