/** A whole game: tick after tick, each a transaction, with the market between them. */

import { performance } from 'node:perf_hooks';
import { Random } from './random.js';
import { TICKS } from './rules.js';
import { combat } from './systems/combat.js';
import { healing } from './systems/healing.js';
import { lookout } from './systems/lookout.js';
import { movement } from './systems/movement.js';
import { pickup } from './systems/pickup.js';
import { recovery } from './systems/recovery.js';
import { turnover } from './systems/turnover.js';
import { market } from './trade.js';
import { createWorld, type World } from './world.js';

export interface Game {
  readonly world: World;
  readonly traded: number;
  readonly rejected: number;
  readonly elapsedMs: number;
}

export async function play(seed: number): Promise<Game> {
  const world = createWorld(new Random(seed));
  const start = performance.now();
  let traded = 0;
  let rejected = 0;
  for (let tick = 0; tick < TICKS; tick++) {
    step(world, tick);
    const outcome = await market(world);
    traded += outcome.traded;
    rejected += outcome.rejected;
  }
  return { world, traded, rejected, elapsedMs: performance.now() - start };
}

/** One tick: everything that its systems do is published together, or not at all. */
function step(world: World, tick: number): void {
  world.db.writeSync((tx) => {
    turnover(tx, world, tick);
    recovery(tx, world.random, tick);
    movement(tx);
    healing(tx);
    const grid = lookout(tx);
    combat(tx, grid, tick);
    pickup(tx, grid);
  });
}
