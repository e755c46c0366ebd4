/** Inserts into a table with 0 indexes. */

import { insertContestants } from '../../lib/indexes/contestants.js';

export const title = 'insert rows with 0 indexes, 1,000 in a transaction; counted in rows';
export const contestants = insertContestants(0);
