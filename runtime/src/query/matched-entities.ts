/** The entities that match a query now, as a copy. */

import type { Match } from './match.js';
import { VisitOrder } from './visit-order.js';

/** The tables of the query are brought up to date first. On the thread that owns the database only. */
export function matchedEntities(match: Match): Float64Array {
  match.side.prepareAll(match.involved);
  const order = new VisitOrder(match);
  order.keepEntities();
  return order.entities ?? new Float64Array(0);
}
