/** All rows of a table, by `runs`: on the owner's thread and in pinned versions of another one. */

import { iterateAsOwner, iterateInThread } from '../../lib/threads/iterate-contestants.js';

const OWNER = 'owner';
const PINNED = 'worker, pinned version';

export const title = 'add up a field of 100,000 rows with runs; counted in rows';
export const contestants = { [OWNER]: iterateAsOwner('runs'), [PINNED]: iterateInThread('runs') };
export const wanted = [{ name: PINNED, against: OWNER, timesAsFast: 0.9 }];
