/** The transactions per second of 2 worker threads. */

import { writeByMessage, writeLmdb, writeThroughRing } from '../../lib/threads/write-contestants.js';

const ECSDB = 'ecsdb';
const writers = 1024;

export const title = 'update a row in a transaction of its own from 2 workers, 1,024 pending in each';
export const contestants = {
  [ECSDB]: writeThroughRing(2, writers),
  postMessage: writeByMessage(2, writers),
  'lmdb, not flushed': writeLmdb(2, writers),
};
export const wanted = [{ name: ECSDB, perSecond: 200_000 }];
