/**
 * The accounts in LMDB, through lmdb-js. Keys are numbers. Values are objects in MessagePack with shared structures, as
 * its manual advises.
 */

import { join } from 'node:path';
import { loadNative } from '../lib/unavailable.js';

/** `flushed`: a commit is acknowledged when it is on the disk, not when it is visible. */
export async function openLmdb(directory, { flushed }) {
  const db = await loadNative(async () => {
    const { open } = await import('lmdb');
    return open({ path: join(directory, 'accounts'), sharedStructuresKey: Symbol.for('structures') });
  });
  const put = ({ id, branch, balance, opened }) => db.put(id, { branch, balance, opened });
  const acknowledge = flushed
    ? async (committed) => {
        // Called in the turn of the commit, before the next commit begins.
        await Promise.all([committed, db.flushed]);
      }
    : (committed) => committed;
  return {
    insert: (row) => acknowledge(put(row)),
    // One transaction, too, but faster than `transaction`, for which the writing thread waits for this thread.
    insertAll: (rows) =>
      acknowledge(
        db.batch(() => {
          for (const row of rows) put(row);
        }),
      ),
    transfer: (from, to, amount) =>
      acknowledge(
        db.transaction(() => {
          const source = db.get(from);
          const target = db.get(to);
          if (source.balance < amount) throw new Error(`account ${from} has too little money`);
          db.put(from, { ...source, balance: source.balance - amount });
          db.put(to, { ...target, balance: target.balance + amount });
        }),
      ),
    async flush() {
      await db.flushed;
    },
    *rows() {
      for (const { key, value } of db.getRange()) if (typeof key === 'number') yield { id: key, ...value };
    },
    close: () => db.close(),
  };
}
