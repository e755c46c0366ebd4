/** Plays a game: each tick is a transaction, and the market opens before it. */

import type { Transaction } from '@ecsdb/runtime';
import { Progress } from './generated/index.js';
import { TICKS } from './rules.js';
import { combat } from './systems/combat.js';
import { healing } from './systems/healing.js';
import { lookout } from './systems/lookout.js';
import { movement } from './systems/movement.js';
import { pickup } from './systems/pickup.js';
import { recovery } from './systems/recovery.js';
import { turnover } from './systems/turnover.js';
import { market } from './trade.js';
import type { World } from './world.js';

/** Continues the game to its end. Calls `played` with the number of completed ticks after each commit. */
export async function play(world: World, played: (ticks: number) => void = () => {}): Promise<void> {
  const { db, game } = world;
  for (let { tick } = db.get(game, Progress); tick < TICKS; tick++) {
    // All are queued before the first await, so a tick's trades and its step are one group with one sync of the device.
    await Promise.all([market(world), db.write((tx) => step(tx, world, tick))]);
    played(tick + 1);
  }
}

/** One tick. What its systems do and the new number of completed ticks are published together, or not at all. */
function step(tx: Transaction, world: World, tick: number): void {
  const { random, game } = world;
  turnover(tx, world, tick);
  recovery(tx, random, tick);
  movement(tx);
  healing(tx);
  const grid = lookout(tx, world);
  combat(tx, world, grid, tick);
  pickup(tx, grid);
  tx.update(game, Progress, { tick: tick + 1, random: random.state, offers: 0 });
}
