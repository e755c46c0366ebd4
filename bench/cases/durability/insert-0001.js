/** Commits one after the other: the time of a commit that has the disk for itself. */

import { insertContestants } from '../../lib/durability/insert-contestants.js';
import { ECSDB_BLOCKING, ECSDB_STRICT, PEERS, SQLITE_FULL } from '../../lib/durability/stores.js';

export const title = 'insert a row in a transaction of its own, one after the other';
export const contestants = insertContestants([ECSDB_STRICT, ECSDB_BLOCKING, ...PEERS]);
export const wanted = [
  { name: ECSDB_STRICT, against: SQLITE_FULL, timesAsFast: 0.9 },
  { name: ECSDB_BLOCKING, against: SQLITE_FULL, timesAsFast: 1 },
];
