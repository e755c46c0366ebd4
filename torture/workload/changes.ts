/** Changes of the bank, to be committed. */

import { Abort, type BankTransaction, type Change } from './bank-transaction.js';

export type { Change };

/** Does nothing else than the first transaction, which creates the bank. */
export const found: Change = () => {};

export const transfer: Change = (bank) => {
  const to = bank.any();
  const from = bank.richest();
  // A transfer from an account to itself would change nothing.
  if (to === from) bank.open(1 + bank.random.below(100));
  else bank.move(from, to, 1 + bank.random.below(100));
};

export function openAccounts(count: number): Change {
  return (bank) => {
    for (let i = 0; i < count; i++) {
      const entity = bank.open(10 + i);
      if (i % 2 === 0) bank.note(entity, `number ${i} ${'.'.repeat(i % 60)}`);
    }
  };
}

/** Closes accounts, but never the last one. */
export function closeAccounts(count: number): Change {
  return (bank) => {
    for (let i = 0; i < count && bank.accounts.length > 2; i++) bank.close(bank.any());
    transfer(bank);
  };
}

/** Closes an account and opens another one, which gets the same index. */
export const turnOver: Change = (bank) => {
  if (bank.accounts.length > 2) bank.close(bank.any());
  const entity = bank.open(7);
  bank.note(entity, bank.words());
};

export const write: Change = (bank) => {
  bank.note(bank.any(), bank.words());
  bank.forget(bank.any());
  bank.freeze(bank.any());
  transfer(bank);
};

export const replace: Change = (bank) => {
  const poor = bank.accounts.filter((entity) => entity !== bank.richest());
  if (poor.length > 0) bank.replace(bank.random.pick(poor));
  else transfer(bank);
};

/** Changes much, then aborts. */
export const regret: Change = (bank) => {
  work(bank);
  bank.open(5);
  throw new Abort('the transaction aborts');
};

function work(bank: BankTransaction): void {
  transfer(bank);
  turnOver(bank);
}

/** A random change. */
export const any: Change = (bank) => bank.random.pick([transfer, turnOver, write, replace, openAccounts(3)])(bank);
