/**
 * Heals all players who stand.
 *
 * `forEach` would work, too. `runs` passes typed arrays over consecutive rows, for arithmetic over many rows: element
 * `i` of a column is `array[first + i * stride]`.
 */

import type { Transaction } from '@ecsdb/runtime';
import { healing as healingRows } from '../generated/index.js';
import { HEALTH_PER_SECOND, TICK_SECONDS } from '../rules.js';

const HEALTH_PER_TICK = HEALTH_PER_SECOND * TICK_SECONDS;

export function healing(tx: Transaction): void {
  healingRows(tx).runs(({ health, count }) => {
    const current = health.column('current');
    const max = health.column('max');
    for (let row = 0; row < count; row++) {
      const at = current.first + row * current.stride;
      const limit = max.array[max.first + row * max.stride] as number;
      current.array[at] = Math.min((current.array[at] as number) + HEALTH_PER_TICK, limit);
    }
  });
}
