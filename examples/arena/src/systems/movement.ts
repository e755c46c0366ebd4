/** Moves all players who stand, and turns them around at the borders of the field. */

import type { Transaction } from '@ecsdb/runtime';
import { moving } from '../generated/index.js';
import { FIELD_SIZE, TICK_SECONDS } from '../rules.js';

export function movement(tx: Transaction): void {
  const loop = moving(tx);
  while (loop.next()) {
    const { position } = loop.transform;
    const { linear } = loop.velocity;
    const x = position.x + linear.x * TICK_SECONDS;
    const y = position.y + linear.y * TICK_SECONDS;
    if (x < 0 || x > FIELD_SIZE) linear.x = -linear.x;
    else position.x = x;
    if (y < 0 || y > FIELD_SIZE) linear.y = -linear.y;
    else position.y = y;
  }
}
