/** The bank: its accounts and its books. */

import { Database, type Entity, type Reader, type Transaction } from '@ecsdb/runtime';
import { Accounts, Books, everyAccount, bank as schema, Transfers } from './generated/index.js';
import { ACCOUNTS, OPENING_BALANCE, TRANSFERS_PER_DAY } from './rules.js';

export interface Bank {
  readonly db: Database;
  /** The entity with the row of `books`. */
  readonly books: Entity;
}

/** Opens the bank in a directory, or creates it. The default durability is used: a commit is on the device. */
export async function openBank(directory: string): Promise<Bank> {
  const db = await Database.open(schema, { directory });
  if (db.version === 0) await db.write(found);
  return { db, books: booksIn(db) };
}

/** One transaction, so that no restart finds a part of a bank. */
function found(tx: Transaction): void {
  for (let id = 0; id < ACCOUNTS; id++) tx.insert(tx.create(), Accounts, { id, balance: OPENING_BALANCE });
  tx.insert(tx.create(), Books);
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

/** The number of completed days, which is also the number of the current day. */
export function daysOver({ db, books }: Bank): number {
  return db.get(books, Books).days;
}

/** The first transfer after the last accepted one. Rejected transfers leave no row; they are rejected again. */
export function nextTransfer(bank: Bank): number {
  const { db } = bank;
  const today = daysOver(bank) * TRANSFERS_PER_DAY;
  const last = Transfers.by.number(db, { from: today, reverse: true, limit: 1 }).first();
  return last === undefined ? today : db.get(last, Transfers).number + 1;
}

/** Ends a day and empties one account into another in one transaction. Resolves with the version of the commit. */
export function closeDay(bank: Bank, from: number, to: number): Promise<number> {
  const { db, books } = bank;
  const source = accountOf(db, from);
  const target = accountOf(db, to);
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

export function accountOf(reader: Reader, id: number): Entity {
  const account = Accounts.by.id(reader, id);
  if (account === undefined) throw new RangeError(`there is no account ${id}`);
  return account;
}
