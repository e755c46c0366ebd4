/** All rows of a table, by `forEach`: on the owner's thread and in snapshots of another one. */

import { iterateAsOwner, iterateInThread } from '../../lib/threads/iterate-contestants.js';

const OWNER = 'owner';
const SNAPSHOT = 'worker, snapshot';

export const title = 'add up a field of 100,000 rows with forEach; counted in rows';
export const contestants = { [OWNER]: iterateAsOwner('forEach'), [SNAPSHOT]: iterateInThread('forEach') };
export const wanted = [{ name: SNAPSHOT, against: OWNER, timesAsFast: 0.9 }];
