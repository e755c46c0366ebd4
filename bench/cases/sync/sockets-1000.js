/** 1,000 clients in another process hold the same 100 bodies, which move 20 times in a second. */

import { contestants as overSockets } from '../../lib/sync/socket-contestants.js';

export const title = '1,000 clients with the same 100 bodies at 20 Hz: processor time of the server in a step';
export const operations = 1;
export const contestants = overSockets(1000);
export const wanted = [
  // At most 1.3 times its time.
  { name: 'ecsdb', against: 'one prebuilt frame', timesAsFast: 1 / 1.3 },
];
