/** Building the index of a f64 when a database is opened. */

import { BUILD_MS, buildContestants } from '../../lib/indexes/build-contestants.js';

export const title = 'build the index of a f64 over 1 M rows at open; counted in rows';
export const contestants = buildContestants('moment');
export const wanted = [{ name: 'ecsdb', fact: BUILD_MS, atMost: 600 }];
