/** A database of accounts in memory, and its dump. */

import { Database } from '@ecsdb/runtime';
import { dump } from '@ecsdb/runtime/dump';
import { durability as schema } from '#generated/durability/index.js';

const ROWS_PER_TRANSACTION = 10_000;

export const newDatabase = () => Database.memory(schema);

export function accountsDatabase(rows) {
  const db = newDatabase();
  const account = db.component('account');
  for (let first = 0; first < rows; first += ROWS_PER_TRANSACTION) {
    db.writeSync((tx) => {
      for (let id = first; id < Math.min(rows, first + ROWS_PER_TRANSACTION); id++) {
        tx.insert(tx.create(), account, { id, branch: id % 100, balance: id * 10, opened: id / 7 });
      }
    });
  }
  return db;
}

/** As a file has it. */
export function dumpBytes(db) {
  return Buffer.from(Array.from(dump(db), (line) => `${line}\n`).join(''));
}
