import { openContestants } from '../../lib/compression/contestants.js';
import { randomWorld } from '../../lib/compression/worlds.js';

export const title = 'recover a snapshot of 280,000 rows of 64 random bytes; counted in rows';
export const contestants = openContestants(randomWorld);
