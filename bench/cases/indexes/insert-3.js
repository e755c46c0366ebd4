/** Inserts into a table with 3 indexes. */

import { insertContestants } from '../../lib/indexes/contestants.js';
import { ECSDB, SQLITE_MEMORY } from '../../lib/indexes/stores.js';

export const title = 'insert rows with 3 indexes, 1,000 in a transaction; counted in rows';
export const contestants = insertContestants(3);
export const wanted = [{ name: ECSDB, against: SQLITE_MEMORY, timesAsFast: 2 }];
