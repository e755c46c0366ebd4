/** Inserts into a table with 1 index. */

import { insertContestants } from '../../lib/indexes/contestants.js';

export const title = 'insert rows with 1 index, 1,000 in a transaction; counted in rows';
export const contestants = insertContestants(1);
