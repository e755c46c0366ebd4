/** Lookups by a unique key among 1 M rows. */

import { lookupContestants, OPERATIONS } from '../../lib/indexes/contestants.js';
import { ECSDB, SQLITE_MEMORY } from '../../lib/indexes/stores.js';

export const title = 'look up a row of 1 M by a unique string<24> and read a field';
export const operations = OPERATIONS;
export const contestants = lookupContestants(1_000_000, 'name');
export const wanted = [
  { name: ECSDB, against: SQLITE_MEMORY, timesAsFast: 3 },
  { name: ECSDB, perSecond: 1e6 },
];
