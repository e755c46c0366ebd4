/** What follows a database must end with it. */

import type { Database } from '../database/index.js';

/**
 * Calls `listener` once, when the database has been closed: all commits were delivered, and nothing can be read.
 * Returns a function that removes it. Throws `CHANNEL_CLOSED` if the database is closed already.
 */
export function onClose(db: Database, listener: () => void): () => void {
  return db.$onClose(listener);
}
