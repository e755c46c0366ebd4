/** The bank: 1,024 transfers at once, spread over all accounts. */

import { ECSDB_STRICT, LMDB_FLUSHED, PEERS } from '../../lib/durability/stores.js';
import { transferContestants } from '../../lib/durability/transfer-contestants.js';
import { uniform } from '../../lib/durability/transfers.js';

export const title = 'transfer between two of 100,000 accounts, 1,024 writers (SQLite has one)';
export const contestants = transferContestants([ECSDB_STRICT, ...PEERS], { writers: 1024, distribution: uniform });
export const wanted = [{ name: ECSDB_STRICT, against: LMDB_FLUSHED, timesAsFast: 2 }];
