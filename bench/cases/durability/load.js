/** A bulk load, in the best way of each library. */

import { loadContestants } from '../../lib/durability/load-contestants.js';
import { ECSDB_STRICT, LMDB_VISIBLE, SQLITE_FULL, SQLITE_NORMAL } from '../../lib/durability/stores.js';

export const title = 'load 1 M rows until all are on the disk';
export const contestants = {
  ...named('10,000 in a transaction', loadContestants([ECSDB_STRICT], { rows: 10_000, pending: 4 })),
  ...named('10,000 in a transaction', loadContestants([SQLITE_FULL], { rows: 10_000 })),
  ...named('one transaction', loadContestants([SQLITE_FULL, SQLITE_NORMAL], { rows: 1_000_000 })),
  ...named('10,000 in a transaction, one flush', loadContestants([LMDB_VISIBLE], { rows: 10_000, pending: 4 })),
};

function named(way, contestants) {
  return Object.fromEntries(Object.entries(contestants).map(([name, contestant]) => [`${name}, ${way}`, contestant]));
}
