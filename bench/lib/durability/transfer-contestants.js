/** Contestants of the bank: a transfer reads two accounts and changes both, in a transaction of its own. */

import { expectAccounts } from './accounts.js';
import { stepContestants } from './contestants.js';
import { load } from './load.js';
import { chooseTransfers } from './transfers.js';

const ACCOUNTS = 100_000;

/** `distribution` is one of transfers.js. Each balance is checked, and thereby their sum. */
export function transferContestants(names, { writers, distribution }) {
  return stepContestants(names, {
    writers,
    start: async (store) => {
      await load(store, { total: ACCOUNTS });
      const { from, to, balancesAfter } = chooseTransfers(distribution, ACCOUNTS);
      return {
        step: (number) => store.transfer(from(number), to(number), 1),
        check(rows, transfers) {
          const balances = balancesAfter(transfers);
          expectAccounts(rows, ACCOUNTS, (id) => balances[id]);
        },
      };
    },
  });
}
