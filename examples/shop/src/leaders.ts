/** Who leads the list of the best customers, announced while the season is played. */

import type { Database } from '@ecsdb/runtime';
import { Customers } from './generated/index.js';
import { bestCustomers, type Place } from './ranking.js';

export interface Leaders {
  /** Who has taken the lead, one after the other. */
  readonly places: readonly Place[];
  stop(): void;
}

/**
 * Calls `announce` when another customer takes the lead. The first entry of the index is watched, so nothing is
 * called for the other orders.
 */
export function watchLeaders(db: Database, announce: (leader: Place) => void): Leaders {
  const places: Place[] = [];
  const first = Customers.by.revenue(db, { reverse: true, limit: 1 });
  const stop = db.watch(first, ({ inserted }) => {
    const [leader] = bestCustomers(db, 1);
    // If no customer is new in the list, the leader has only bought more.
    if (inserted.length === 0 || leader === undefined) return;
    places.push(leader);
    announce(leader);
  });
  return { places, stop };
}
