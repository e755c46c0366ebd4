/** Transactions of 1,000 rows, one after the other. */

import { insertContestants } from '../../lib/durability/insert-contestants.js';
import { ECSDB_BLOCKING, ECSDB_STRICT, PEERS, SQLITE_FULL } from '../../lib/durability/stores.js';

export const title = 'insert 1,000 rows in a transaction, one after the other; counted in rows';
export const contestants = insertContestants([ECSDB_STRICT, ECSDB_BLOCKING, ...PEERS], { rows: 1000 });
export const wanted = [{ name: ECSDB_STRICT, against: SQLITE_FULL, timesAsFast: 2 }];
