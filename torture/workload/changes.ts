/** Changes of the bank, to be committed. */

import { Abort, type Change, type Teller } from './teller.js';

export type { Change };

/** Does nothing else than the first transaction, which creates the bank. */
export const found: Change = () => {};

export const transfer: Change = (teller) => {
  const to = teller.any();
  const from = teller.richest();
  // A transfer from an account to itself would change nothing.
  if (to === from) teller.open(1 + teller.random.below(100));
  else teller.move(from, to, 1 + teller.random.below(100));
};

export function openAccounts(count: number): Change {
  return (teller) => {
    for (let i = 0; i < count; i++) {
      const entity = teller.open(10 + i);
      if (i % 2 === 0) teller.note(entity, `number ${i} ${'.'.repeat(i % 60)}`);
    }
  };
}

/** Closes accounts, but never the last one. */
export function closeAccounts(count: number): Change {
  return (teller) => {
    for (let i = 0; i < count && teller.accounts.length > 2; i++) teller.close(teller.any());
    transfer(teller);
  };
}

/** Closes an account and opens another one, which gets the same index. */
export const turnOver: Change = (teller) => {
  if (teller.accounts.length > 2) teller.close(teller.any());
  const entity = teller.open(7);
  teller.note(entity, teller.words());
};

export const write: Change = (teller) => {
  teller.note(teller.any(), teller.words());
  teller.forget(teller.any());
  teller.freeze(teller.any());
  transfer(teller);
};

export const replace: Change = (teller) => {
  const poor = teller.accounts.filter((entity) => entity !== teller.richest());
  if (poor.length > 0) teller.replace(teller.random.pick(poor));
  else transfer(teller);
};

/** Changes much, then aborts. */
export const regret: Change = (teller) => {
  work(teller);
  teller.open(5);
  throw new Abort('the transaction aborts');
};

function work(teller: Teller): void {
  transfer(teller);
  turnOver(teller);
}

/** A random change. */
export const any: Change = (teller) =>
  teller.random.pick([transfer, turnOver, write, replace, openAccounts(3)])(teller);
