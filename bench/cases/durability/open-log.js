/** Opening a database whose state is only in the log. */

import { driveAll } from '../../lib/drive.js';
import { expectAccounts } from '../../lib/durability/accounts.js';
import { load } from '../../lib/durability/load.js';
import { rowsFor } from '../../lib/durability/load-contestants.js';
import { openContestant } from '../../lib/durability/open-contestants.js';
import { chooseTransfers, uniform } from '../../lib/durability/transfers.js';

const ACCOUNTS = 10_000;
const LARGE = 'inserts, 1,000 in a transaction';
const SMALL = 'updates, two in a transaction';

const fromLog = {
  unit: 'operations',
  count: ({ operations }) => operations,
  files: ({ segmentsRead }) => segmentsRead,
};

export const title = 'open a database from its log; counted in operations';
export const contestants = {
  [LARGE]: openContestant({
    ...fromLog,
    fill: async (store, scale) => {
      const total = rowsFor(scale);
      await load(store, { total, rows: 1000 });
      return (rows) => expectAccounts(rows, total);
    },
  }),
  [SMALL]: openContestant({
    ...fromLog,
    fill: async (store, scale) => {
      await load(store, { total: ACCOUNTS });
      const { from, to, balancesAfter } = chooseTransfers(uniform, ACCOUNTS);
      const steps = rowsFor(scale) / 2;
      await driveAll((number) => store.transfer(from(number), to(number), 1), { writers: 1024, steps });
      const balances = balancesAfter(steps);
      return (rows) => expectAccounts(rows, ACCOUNTS, (id) => balances[id]);
    },
  }),
};
export const wanted = [
  { name: LARGE, perSecond: 2e6 },
  { name: SMALL, perSecond: 2e6 },
];
