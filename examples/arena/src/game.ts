/** A whole game, or what is left of one: tick after tick, each a transaction, with the market before it. */

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

/** Plays from where the game is to its end. `played` is told how many ticks are over, whenever one is committed. */
export async function play(world: World, played: (ticks: number) => void = () => {}): Promise<void> {
  const { db, game } = world;
  for (let { tick } = db.get(game, Progress); tick < TICKS; tick++) {
    // Both are queued before either is waited for, so one group, and one wait for the disk, holds a tick's trades and its step.
    await Promise.all([market(world), db.write((tx) => step(tx, world, tick))]);
    played(tick + 1);
  }
}

/** One tick: everything that its systems do is published together, or not at all, and so is that it is over. */
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
