/** How long a thread waits for a transaction that the owner commits. */

import { P50, writeByMessage, writeLmdb, writeThroughRing } from '../../lib/threads/write-contestants.js';

const ECSDB = 'ecsdb';

export const title = 'update a row from a worker, one transaction after the other';
export const contestants = {
  [ECSDB]: writeThroughRing(1, 1),
  postMessage: writeByMessage(1, 1),
  'lmdb, not flushed': writeLmdb(1, 1),
};
export const wanted = [{ name: ECSDB, fact: P50, atMost: 100 }];
