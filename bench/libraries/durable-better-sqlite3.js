/** The accounts in SQLite, through better-sqlite3: WAL mode, prepared statements. */

import { join } from 'node:path';
import { loadNative } from '../lib/unavailable.js';

/** `synchronous` is FULL, synced at each commit, or NORMAL, synced at checkpoints. */
export async function openBetterSqlite3(directory, { synchronous }) {
  const db = await loadNative(async () => {
    const { default: Database } = await import('better-sqlite3');
    return new Database(join(directory, 'accounts.sqlite'));
  });
  db.pragma('journal_mode = WAL');
  db.pragma(`synchronous = ${synchronous}`);
  db.exec(
    'CREATE TABLE IF NOT EXISTS account ' +
      '(id INTEGER PRIMARY KEY, branch INTEGER NOT NULL, balance INTEGER NOT NULL, opened REAL NOT NULL)',
  );
  const insert = db.prepare('INSERT INTO account VALUES (?, ?, ?, ?)');
  const balanceOf = db.prepare('SELECT balance FROM account WHERE id = ?').pluck();
  const setBalance = db.prepare('UPDATE account SET balance = ? WHERE id = ?');
  const insertRow = ({ id, branch, balance, opened }) => void insert.run(id, branch, balance, opened);
  return {
    insert: insertRow,
    insertAll: db.transaction((rows) => {
      for (const row of rows) insertRow(row);
    }),
    transfer: db.transaction((from, to, amount) => {
      const source = balanceOf.get(from);
      const target = balanceOf.get(to);
      if (source < amount) throw new Error(`account ${from} has too little money`);
      setBalance.run(source - amount, from);
      setBalance.run(target + amount, to);
    }),
    flush() {
      // In mode NORMAL, a commit is on the disk only after a checkpoint.
      if (synchronous === 'NORMAL') db.pragma('wal_checkpoint(PASSIVE)');
    },
    rows: () => db.prepare('SELECT * FROM account').iterate(),
    close: () => void db.close(),
  };
}
