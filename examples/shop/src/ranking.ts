/** The customers who have paid most. */

import type { Reader } from '@ecsdb/runtime';
import { Customers } from './generated/index.js';

export interface Place {
  readonly name: string;
  /** Cents. */
  readonly revenue: number;
}

/** Best first. Reads `count` entries from the end of the index, however many customers there are. */
export function bestCustomers(reader: Reader, count: number): Place[] {
  const places: Place[] = [];
  Customers.by.revenue(reader, { reverse: true, limit: count }).rows(({ name, revenue }) => {
    places.push({ name, revenue });
  });
  return places;
}
