/** The bank: 1,024 transfers at once, most of them between the same few accounts. */

import { ECSDB_STRICT, LMDB_FLUSHED, PEERS } from '../../lib/durability/stores.js';
import { transferContestants } from '../../lib/durability/transfer-contestants.js';
import { zipf } from '../../lib/durability/transfers.js';

export const title = 'transfer between two of 100,000 accounts chosen by Zipf 1.5, 1,024 writers (SQLite has one)';
export const contestants = transferContestants([ECSDB_STRICT, ...PEERS], { writers: 1024, distribution: zipf(1.5) });
export const wanted = [{ name: ECSDB_STRICT, against: LMDB_FLUSHED, timesAsFast: 2 }];
