/** 1,024 commits in flight: how well a large group shares one sync. */

import { insertContestants } from '../../lib/durability/insert-contestants.js';
import { ECSDB_STRICT, LMDB_FLUSHED, PEERS, SQLITE_FULL } from '../../lib/durability/stores.js';

export const title = 'insert a row in a transaction of its own, 1,024 writers (SQLite has one)';
export const contestants = insertContestants([ECSDB_STRICT, ...PEERS], { writers: 1024 });
export const wanted = [
  { name: ECSDB_STRICT, against: LMDB_FLUSHED, timesAsFast: 1 },
  { name: ECSDB_STRICT, against: SQLITE_FULL, timesAsFast: 40 },
];
