/** The cost of showing rows to another thread, if all rows change in each step. */

import { shareContestant } from '../../lib/threads/share-contestants.js';
import { asObjects, asTypedArray, inEcsdb, inLmdb } from '../../lib/threads/shared-rows.js';

const ECSDB = 'ecsdb';
const CLONED = 'objects, cloned';

export const title =
  'show a step of 100,000 changed rows to a worker, which adds up a field; without the change itself';
export const contestants = {
  [ECSDB]: shareContestant(inEcsdb),
  [CLONED]: shareContestant(asObjects),
  'typed array, copied': shareContestant(asTypedArray),
  'lmdb, not flushed': shareContestant(inLmdb),
};
export const wanted = [{ name: ECSDB, against: CLONED, timesAsFast: 20 }];
