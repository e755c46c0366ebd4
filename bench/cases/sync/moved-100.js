/** Steps in which 100 of 1,000 bodies have moved, for one client. */

import { contestants as served } from '../../lib/sync/contestants.js';

export const title = '100 of 1,000 positions of three f32 change: encode the step for a client';
export const operations = 1;
export const contestants = served({ bodies: 1000, channels: 1, clients: [[0]], moved: 100 });
export const wanted = [
  { name: 'ecsdb', fact: 'bytes per body', atMost: 16 },
  { name: 'ecsdb', fact: 'bytes per body', against: 'Colyseus', timesAtMost: 0.85 },
];
