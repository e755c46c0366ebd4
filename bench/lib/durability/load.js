/** Fills a store with accounts. */

import { times } from '../expect.js';
import { accountsFrom } from './accounts.js';

/**
 * Inserts the accounts 0 to `total - 1`, `rows` of them in a transaction, with `pending` transactions at once. Waits
 * until all are on the disk.
 */
export async function load(store, { total, rows = 10_000, pending = 1 }) {
  let next = 0;
  const insert = async () => {
    while (next < total) {
      const first = next;
      next += rows;
      await store.insertAll(accountsFrom(first, Math.min(rows, total - first)));
    }
  };
  await Promise.all(times(pending, insert));
  await store.flush();
}
