import { openContestants } from '../../lib/compression/contestants.js';
import { arenaWorld } from '../../lib/compression/worlds.js';

export const title = 'recover a snapshot of twenty arenas after their games; counted in rows';
export const contestants = openContestants(arenaWorld);
