/** The plan of each day. It is the same in every process, so that an interrupted day can be continued. */

import { Random } from './random.js';
import { ACCOUNTS, TRANSFER_MAX, TRANSFERS_PER_DAY } from './rules.js';
import type { Transfer } from './transfers.js';

/** The transfers of a day, in order. Days and transfers count from 0. */
export function transfersOf(day: number): Transfer[] {
  const random = new Random(day);
  return Array.from({ length: TRANSFERS_PER_DAY }, (_, position) => ({
    number: day * TRANSFERS_PER_DAY + position,
    from: random.below(ACCOUNTS),
    to: random.below(ACCOUNTS),
    amount: BigInt(1 + random.below(TRANSFER_MAX)),
  }));
}
