/** Sets the fallen on their feet again, somewhere else, once their time is over. */

import type { Transaction } from '@ecsdb/runtime';
import { Fallen, recovering } from '../generated/index.js';
import type { Random } from '../random.js';
import { somewhere } from '../world.js';

export function recovery(tx: Transaction, random: Random, tick: number): void {
  recovering(tx).forEach((transform, health, { number }, fallen, entity) => {
    if (fallen.untilTick > tick) return;
    transform.position = somewhere(random.fork(number));
    health.current = health.max;
    // A loop may take rows from the entity that it stands on. Others would have to wait until it is over.
    tx.delete(entity, Fallen);
  });
}
