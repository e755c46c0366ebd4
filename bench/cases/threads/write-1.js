/** The transactions per second of 1 worker thread. */

import { writeByMessage, writeLmdb, writeThroughRing } from '../../lib/threads/write-contestants.js';

const ECSDB = 'ecsdb';
const writers = 1024;

export const title = 'update a row in a transaction of its own from 1 worker, 1,024 pending in each';
export const contestants = {
  [ECSDB]: writeThroughRing(1, writers),
  postMessage: writeByMessage(1, writers),
  'lmdb, not flushed': writeLmdb(1, writers),
};
export const wanted = [{ name: ECSDB, perSecond: 200_000 }];
