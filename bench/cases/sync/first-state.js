/** A client subscribes to a view with 100,000 entities that have rows in two tables. */

import { contestants as served } from '../../lib/sync/first-state.js';

export const title = 'the first state of 100,000 entities with rows of 12 and 8 bytes, until the client can read it';
export const operations = 1;
export const contestants = served(100_000);
export const wanted = [
  { name: 'ecsdb', perSecond: 2 },
  { name: 'ecsdb', fact: 'longest block (ms)', atMost: 5 },
];
