/** Building the index of a string<24> when a database is opened. */

import { BUILD_MS, buildContestants } from '../../lib/indexes/build-contestants.js';

export const title = 'build the index of a string<24> over 1 M rows at open; counted in rows';
export const contestants = buildContestants('label');
export const wanted = [{ name: 'ecsdb', fact: BUILD_MS, atMost: 1500 }];
