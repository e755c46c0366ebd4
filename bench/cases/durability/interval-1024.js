/** The gain of not waiting for the disk, if many commits wait together anyway. */

import { insertContestants } from '../../lib/durability/insert-contestants.js';
import { ECSDB_INTERVAL, ECSDB_STRICT } from '../../lib/durability/stores.js';

export const title =
  'insert a row in a transaction of its own, 1,024 writers, synced every 10 ms or before each acknowledgement';
export const contestants = insertContestants([ECSDB_INTERVAL, ECSDB_STRICT], { writers: 1024 });
export const wanted = [{ name: ECSDB_INTERVAL, against: ECSDB_STRICT, timesAsFast: 1.7 }];
