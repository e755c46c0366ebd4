/** The bank: its accounts, its books, and what it does with them itself. */

import { Database, type Entity, type Reader, type Transaction } from '@ecsdb/runtime';
import { Accounts, Books, everyAccount, everyTransfer, bank as schema } from './generated/index.js';
import { ACCOUNTS, OPENING_BALANCE, TRANSFERS_PER_DAY } from './rules.js';

export interface Bank {
  readonly db: Database;
  /** The entity of each account, by the account's id. */
  readonly accounts: readonly Entity[];
  /** The entity whose row says which days are over. */
  readonly books: Entity;
}

/** Opens the bank that is kept in a directory, or founds a new one there. What is acknowledged is on the device: that is the default. */
export async function openBank(directory: string): Promise<Bank> {
  const db = await Database.open(schema, { directory });
  if (db.version === 0) await db.write(found);
  return { db, accounts: accountsIn(db), books: booksIn(db) };
}

/** One transaction, so that nobody ever finds half a bank. */
function found(tx: Transaction): void {
  for (let id = 0; id < ACCOUNTS; id++) tx.insert(tx.create(), Accounts, { id, balance: OPENING_BALANCE });
  tx.insert(tx.create(), Books);
}

/** Ids of entities are the same after a restart; which row is whose, the rows say. */
function accountsIn(reader: Reader): Entity[] {
  const accounts: Entity[] = [];
  for (const [{ id }, entity] of reader.query(Accounts)) accounts[id] = entity;
  return accounts;
}

function booksIn(reader: Reader): Entity {
  for (const [, entity] of reader.query(Books)) return entity;
  throw new Error('the bank has no books');
}

/** All money in the bank. */
export function total({ db }: Bank): bigint {
  let sum = 0n;
  everyAccount(db).forEach(({ balance }) => {
    sum += balance;
  });
  return sum;
}

/** Days that are over; so the day that is to be worked on. */
export function daysOver({ db, books }: Bank): number {
  return db.get(books, Books).days;
}

/** Number of the first transfer that may not be decided yet: what was rejected after the last accepted one is decided again, the same way. */
export function nextTransfer(bank: Bank): number {
  let next = daysOver(bank) * TRANSFERS_PER_DAY;
  everyTransfer(bank.db).forEach(({ number }) => {
    next = Math.max(next, number + 1);
  });
  return next;
}

/** Ends a day and empties one account into another, both or neither, in the builder form; resolves with the version that contains it. */
export function closeDay(bank: Bank, from: number, to: number): Promise<number> {
  const { db, accounts, books } = bank;
  const source = accountOf(accounts, from);
  const target = accountOf(accounts, to);
  const { balance } = db.get(source, Accounts);
  return db
    .transaction()
    .update(source, Accounts, { balance: 0n })
    .update(target, Accounts, (row) => {
      row.balance += balance;
    })
    .update(books, Books, { days: daysOver(bank) + 1 })
    .commit();
}

export function accountOf(accounts: readonly Entity[], id: number): Entity {
  const account = accounts[id];
  if (account === undefined) throw new RangeError(`there is no account ${id}`);
  return account;
}
