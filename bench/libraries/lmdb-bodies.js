/**
 * The bodies in LMDB, through lmdb-js, for many threads. Keys are numbers. Nothing is flushed, because the other
 * libraries are in memory.
 */

import { join } from 'node:path';
import { loadNative } from '../lib/unavailable.js';

export async function openBodies(directory) {
  const { open } = await loadNative(() => import('lmdb'));
  return open({ path: join(directory, 'bodies'), noSync: true, sharedStructuresKey: Symbol.for('structures') });
}

/** Makes rows 0 to `rows.length - 1`, all in one transaction. */
export function putBodies(db, rows) {
  db.transactionSync(() => {
    for (const [index, row] of rows.entries()) db.putSync(index, row);
  });
}
