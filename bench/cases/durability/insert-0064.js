/** 64 commits in flight: how well a group shares one sync. */

import { insertContestants } from '../../lib/durability/insert-contestants.js';
import { ECSDB_STRICT, PEERS } from '../../lib/durability/stores.js';

export const title = 'insert a row in a transaction of its own, 64 writers (SQLite has one)';
export const contestants = insertContestants([ECSDB_STRICT, ...PEERS], { writers: 64 });
