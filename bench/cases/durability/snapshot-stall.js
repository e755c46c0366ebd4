/**
 * How long commits and reads wait during a snapshot. The sync times of the disk in the same seconds are printed beside
 * it.
 */

import { during, LONGEST_COMMIT, LONGEST_TURN, stallContestant } from '../../lib/durability/stall-contestants.js';

const STRICT = 'ecsdb, strict';
const INTERVAL = 'ecsdb, interval';

export const title = 'take a snapshot of 1 M rows while 16 writers commit and a reader reads; counted in rows';
export const contestants = { [STRICT]: stallContestant('strict'), [INTERVAL]: stallContestant('interval') };
export const wanted = [
  { name: STRICT, fact: during(LONGEST_TURN), atMost: 5 },
  { name: INTERVAL, fact: during(LONGEST_TURN), atMost: 5 },
  { name: INTERVAL, fact: during(LONGEST_COMMIT), atMost: 5 },
];
