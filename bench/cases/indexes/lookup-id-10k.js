/** Lookups by a unique key among 10,000 rows. */

import { lookupContestants, OPERATIONS } from '../../lib/indexes/contestants.js';
import { ECSDB, SQLITE_MEMORY } from '../../lib/indexes/stores.js';

export const title = 'look up a row of 10,000 by a unique u32 and read a field';
export const operations = OPERATIONS;
export const contestants = lookupContestants(10_000, 'id');
export const wanted = [
  { name: ECSDB, against: SQLITE_MEMORY, timesAsFast: 3 },
  { name: ECSDB, perSecond: 1e6 },
];
