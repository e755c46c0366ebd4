/** When the time of a fallen player is over, the player stands up at another position. */

import type { Transaction } from '@ecsdb/runtime';
import { Fallen, recovering } from '../generated/index.js';
import type { Random } from '../random.js';
import { somewhere } from '../world.js';

export function recovery(tx: Transaction, random: Random, tick: number): void {
  recovering(tx).forEach((transform, health, { number }, fallen, entity) => {
    if (fallen.untilTick > tick) return;
    transform.position = somewhere(random.fork(number));
    health.current = health.max;
    // A loop may delete rows of its current entity. Rows of other entities must be deleted after the loop.
    tx.delete(entity, Fallen);
  });
}
