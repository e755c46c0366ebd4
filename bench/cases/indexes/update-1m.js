/** Changes of an indexed field among 1 M rows. */

import { OPERATIONS, updateContestants } from '../../lib/indexes/contestants.js';

export const title = 'find a row of 1 M by id and change its indexed field, 1,000 in a transaction';
export const operations = OPERATIONS;
export const contestants = updateContestants(1_000_000);
