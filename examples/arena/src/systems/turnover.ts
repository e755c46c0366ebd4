/** Some players leave, and others join in their place. */

import type { Transaction } from '@ecsdb/runtime';
import { NEWCOMERS_PER_TICK } from '../rules.js';
import { join, leave, playersIn, type World } from '../world.js';

export function turnover(tx: Transaction, world: World, tick: number): void {
  const players = playersIn(tx, world.game);
  for (let number = 0; number < NEWCOMERS_PER_TICK; number++) {
    const [leaver] = players.splice(world.random.below(players.length), 1);
    if (leaver !== undefined) leave(tx, leaver);
    join(tx, world, `guest ${tick}.${number}`);
  }
}
