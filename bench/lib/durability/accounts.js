/** The rows that every library stores, and the check of the rows after opening again. */

import { expectEqual } from '../expect.js';

const OPENING_BALANCE = 1_000_000;

export function accountOf(id) {
  return { id, branch: id % 97, balance: OPENING_BALANCE + (id % 1000), opened: id + 0.375 };
}

/** Generates one row at a time, so that a million rows need no memory. */
export function* accountsFrom(first, count) {
  for (let id = first; id < first + count; id++) yield accountOf(id);
}

/** `rows` must be the accounts 0 to `count - 1`, each once, in any order, with the balances of `balanceOf`. */
export function expectAccounts(rows, count, balanceOf = (id) => accountOf(id).balance) {
  const seen = new Uint8Array(count);
  let total = 0;
  for (const { id, branch, balance, opened } of rows) {
    const expected = accountOf(id);
    const isRight = branch === expected.branch && opened === expected.opened && balance === balanceOf(id);
    if (!(id < count) || seen[id] === 1 || !isRight) {
      throw new Error(
        `row ${JSON.stringify({ id, branch, balance, opened })} is not one of the ${count} rows that were written`,
      );
    }
    seen[id] = 1;
    total++;
  }
  expectEqual(total, count, 'rows after opening again');
}
