/** How many transactions 2 threads can have committed in a second. */

import { writeByMessage, writeLmdb, writeThroughRing } from '../../lib/threads/write-contestants.js';

const ECSDB = 'ecsdb';
const writers = 1024;

export const title = 'update a row in a transaction of its own from 2 workers, 1,024 on their way in each';
export const contestants = {
  [ECSDB]: writeThroughRing(2, writers),
  postMessage: writeByMessage(2, writers),
  'lmdb, not flushed': writeLmdb(2, writers),
};
export const wanted = [{ name: ECSDB, perSecond: 200_000 }];
