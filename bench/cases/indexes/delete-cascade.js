/** A parent is deleted, and its children with it. */

import { cascadeContestants } from '../../lib/indexes/contestants.js';

export const title = 'delete a parent with 10 children, 100 in a transaction; counted in parents';
export const contestants = cascadeContestants();
