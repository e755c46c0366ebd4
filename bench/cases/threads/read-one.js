/** Single rows, read in place, in a scattered order. What several threads read adds up. */

import { readByMessage, readByOwner, readByThreads, readLmdb } from '../../lib/threads/read-contestants.js';

const OWNER = 'ecsdb, owner';
const PINNED = 'ecsdb, 1 worker, pinned';
const SNAPSHOT = 'ecsdb, 1 worker, snapshot';

export const title = 'read a field of one of 10,000 rows';
export const contestants = {
  [OWNER]: readByOwner,
  [PINNED]: readByThreads(1),
  'ecsdb, 2 workers, pinned': readByThreads(2),
  [SNAPSHOT]: readByThreads(1, { inSnapshot: true }),
  'ecsdb, 2 workers, snapshot': readByThreads(2, { inSnapshot: true }),
  'lmdb, 1 worker': readLmdb(1),
  'lmdb, 2 workers': readLmdb(2),
  'postMessage, 1 worker': readByMessage(),
};
export const wanted = [
  { name: PINNED, perSecond: 10e6 },
  { name: SNAPSHOT, against: OWNER, timesAsFast: 0.8 },
];
