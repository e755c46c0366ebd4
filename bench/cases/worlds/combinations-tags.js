/** 50,000 entities with 8 random tags of 64 each. */

import { combinationContestants, MEMORY, MEMORY_AFTER } from '../../lib/worlds/combinations.js';

export const title = '8 random tags of 64 on 50,000 entities, per insert';
export const wanted = [
  { name: 'ecsdb', perSecond: 1e6 },
  { name: 'ecsdb', fact: MEMORY, atMost: 100 },
  { name: 'ecsdb', fact: MEMORY_AFTER, atMost: 100 },
];

export const contestants = combinationContestants({ name: 'tags', components: 64, perEntity: 8, row: {} });
