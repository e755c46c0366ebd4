/** The bank: its accounts, and what it does with them itself. */

import { Database, type Entity } from '@ecsdb/runtime';
import { Accounts, everyAccount, bank as schema } from './generated/index.js';

export interface Bank {
  readonly db: Database;
  /** The entity of each account, by the account's id. */
  readonly accounts: readonly Entity[];
}

export function openAccounts(count: number, balance: bigint): Bank {
  const db = Database.memory(schema);
  const accounts = db.writeSync((tx) =>
    Array.from({ length: count }, (_, id) => {
      const account = tx.create();
      tx.insert(account, Accounts, { id, balance });
      return account;
    }),
  );
  return { db, accounts };
}

/** All money in the bank. */
export function total({ db }: Bank): bigint {
  let sum = 0n;
  everyAccount(db).forEach(({ balance }) => {
    sum += balance;
  });
  return sum;
}

/** Empties one account into another, in the builder form; resolves with the version that contains it. */
export function sweep({ db, accounts }: Bank, from: number, to: number): Promise<number> {
  const source = accountOf(accounts, from);
  const target = accountOf(accounts, to);
  const { balance } = db.get(source, Accounts);
  return db
    .transaction()
    .update(source, Accounts, { balance: 0n })
    .update(target, Accounts, (row) => {
      row.balance += balance;
    })
    .commit();
}

export function accountOf(accounts: readonly Entity[], id: number): Entity {
  const account = accounts[id];
  if (account === undefined) throw new RangeError(`there is no account ${id}`);
  return account;
}
