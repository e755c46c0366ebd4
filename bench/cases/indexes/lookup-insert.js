/** Lookups and inserts of a table, in turn in one transaction. */

import { alternatingContestants } from '../../lib/indexes/contestants.js';
import { ALL, ECSDB } from '../../lib/indexes/stores.js';

export const title = '10,000 lookups and inserts in a transaction, in turn or lookups first; counted in pairs';
export const contestants = alternatingContestants(ALL);
/** In turn takes at most 1.5 times as long. */
export const wanted = [{ name: `${ECSDB}, in turn`, against: `${ECSDB}, lookups first`, timesAsFast: 1 / 1.5 }];
