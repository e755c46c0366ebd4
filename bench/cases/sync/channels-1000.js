/** 1,000 clients, each with 9 of 400 channels of its own; all bodies move. */

import { times } from '../../lib/expect.js';
import { contestants as served } from '../../lib/sync/contestants.js';

const CHANNELS = 400;
const HELD = 9;

export const title =
  '1,000 clients, each with 99 of 4,400 bodies, in 9 of 400 channels: encode a step in which all move';
export const operations = 1;
export const contestants = served({
  bodies: CHANNELS * 11,
  channels: CHANNELS,
  // Different for each client: 43 and 400 have no common divisor.
  clients: times(1000, (client) => times(HELD, (held) => (client * 7 + held * 43) % CHANNELS)),
  moved: CHANNELS * 11,
});
export const wanted = [{ name: 'ecsdb', against: 'Colyseus', timesAsFast: 10 }];
