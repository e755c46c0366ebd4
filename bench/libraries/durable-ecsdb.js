/** The accounts in a directory of ecsdb. The interface of a store is in lib/durability/stores.js. */

import { Database } from '@ecsdb/runtime';
import { Account, durability as schema } from '#generated/durability/index.js';

/** `blocking` is for `writeSync`; the other options are those of `Database.open`. */
export async function openEcsdb(directory, { blocking = false, ...options } = {}) {
  const db = await Database.open(schema, { directory, ...options });
  const write = blocking ? (run) => db.writeSync(run) : (run) => db.write(run);
  /** The entity of each account, by its id; filled by `insertAll`. */
  const entities = [];
  return {
    db,
    insert: (row) => write((tx) => tx.insert(tx.create(), Account, row)),
    insertAll: (rows) =>
      write((tx) => {
        for (const row of rows) {
          const entity = tx.create();
          tx.insert(entity, Account, row);
          entities[row.id] = entity;
        }
      }),
    transfer: (from, to, amount) =>
      write((tx) => {
        tx.update(entities[from], Account, (row) => {
          if (row.balance < amount) throw new Error(`account ${from} has too little money`);
          row.balance -= amount;
        });
        tx.update(entities[to], Account, (row) => {
          row.balance += amount;
        });
      }),
    balanceOf: (id) => db.get(entities[id], Account).balance,
    flush: () => db.flush(),
    rows: () => Array.from(db.query(Account), ([row]) => row.toObject()),
    close: () => db.close(),
  };
}
