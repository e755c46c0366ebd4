/** Contestants that insert as many rows as they can in the time. */

import { accountOf, accountsFrom, expectAccounts } from './accounts.js';
import { stepContestants } from './contestants.js';

/** An operation is a row, not a transaction. */
export function insertContestants(names, { writers = 1, rows = 1 } = {}) {
  return stepContestants(names, {
    writers,
    operations: rows,
    start: (store) => ({
      step:
        rows === 1
          ? (number) => store.insert(accountOf(number))
          : (number) => store.insertAll(accountsFrom(number * rows, rows)),
      check: (found, steps) => expectAccounts(found, steps * rows),
    }),
  });
}
