import { snapshotContestants } from '../../lib/compression/contestants.js';
import { randomWorld } from '../../lib/compression/worlds.js';

export const title = 'take a snapshot of 280,000 rows of 64 random bytes; counted in rows';
export const contestants = snapshotContestants(randomWorld);
