/** Changes of an indexed field among 10,000 rows. */

import { OPERATIONS, updateContestants } from '../../lib/indexes/contestants.js';

export const title = 'find a row of 10,000 by id and change its indexed field, 1,000 in a transaction';
export const operations = OPERATIONS;
export const contestants = updateContestants(10_000);
