/** Single rows, read in place, in a scattered order. The rates of several threads are added. */

import { readByMessage, readByOwner, readByThreads, readLmdb } from '../../lib/threads/read-contestants.js';

const OWNER = 'ecsdb, owner';
const PIN_EACH = 'ecsdb, 1 worker, a pin per read';
const PIN_ONCE = 'ecsdb, 1 worker, one pin';

export const title = 'read a field of one of 10,000 rows';
export const contestants = {
  [OWNER]: readByOwner,
  [PIN_EACH]: readByThreads(1),
  'ecsdb, 2 workers, a pin per read': readByThreads(2),
  [PIN_ONCE]: readByThreads(1, { inPinnedVersion: true }),
  'ecsdb, 2 workers, one pin': readByThreads(2, { inPinnedVersion: true }),
  'lmdb, 1 worker': readLmdb(1),
  'lmdb, 2 workers': readLmdb(2),
  'postMessage, 1 worker': readByMessage(),
};
export const wanted = [
  { name: PIN_EACH, perSecond: 10e6 },
  { name: PIN_ONCE, against: OWNER, timesAsFast: 0.8 },
];
