/** Ranges of 100 rows among 1 M rows. */

import { OPERATIONS, rangeContestants } from '../../lib/indexes/contestants.js';
import { ECSDB, SQLITE_MEMORY } from '../../lib/indexes/stores.js';

export const title = 'read a field of 100 rows of 1 M by a range of a u32; counted in ranges';
export const operations = OPERATIONS;
export const contestants = rangeContestants(1_000_000);
export const wanted = [{ name: ECSDB, against: SQLITE_MEMORY, timesAsFast: 5 }];
