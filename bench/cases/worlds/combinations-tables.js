/** 50,000 entities with rows in 5 random tables of 1,000 each. */

import { combinationContestants, MEMORY, MEMORY_AFTER } from '../../lib/worlds/combinations.js';

export const title = 'rows in 5 random tables of 1,000 for 50,000 entities, per insert';
export const wanted = [
  { name: 'ecsdb', perSecond: 1e6 / 1.5 },
  { name: 'ecsdb', fact: MEMORY, atMost: 150 },
  { name: 'ecsdb', fact: MEMORY_AFTER, atMost: 150 },
];

export const contestants = combinationContestants({
  name: 'tables',
  components: 1000,
  perEntity: 5,
  row: { value: 0.375 },
});
