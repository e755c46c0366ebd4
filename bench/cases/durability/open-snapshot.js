/** Opening a database whose state is in a snapshot. */

import { expectAccounts } from '../../lib/durability/accounts.js';
import { load } from '../../lib/durability/load.js';
import { rowsFor } from '../../lib/durability/load-contestants.js';
import { openContestant } from '../../lib/durability/open-contestants.js';

const ECSDB = 'ecsdb';

export const title = 'open a database from a snapshot; counted in rows';
export const contestants = {
  [ECSDB]: openContestant({
    unit: 'rows',
    count: (_recovery, rows) => rows,
    files: ({ snapshot }) => [snapshot.file],
    fill: async (store, scale) => {
      const total = rowsFor(scale);
      await load(store, { total });
      await store.db.checkpoint();
      return (rows) => expectAccounts(rows, total);
    },
  }),
};
export const wanted = [{ name: ECSDB, perSecond: 3e6 }];
