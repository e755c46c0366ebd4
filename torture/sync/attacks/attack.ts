/** What is done to one connection, decided before it begins. */

import type { Random } from '../../framework/random.js';

export const DIRECTIONS = ['to the server', 'to the client'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export interface Attack {
  readonly direction: Direction;
  /** The frame that is corrupted, counted from 0 over all connections of the client. */
  readonly number: number;
  /** Only frames of this type are counted; undefined for all. */
  readonly name: string | undefined;
  readonly roundMs: number;
  /** The connection breaks after some rounds, so that it is resumed. */
  readonly cutAfter: number;
  /** For how long no server can be reached then. */
  readonly outageMs: number;
  /** Content above it is sent in slices. */
  readonly stateBytes: number;
}

const NAMES: { readonly [direction in Direction]: readonly string[] } = {
  'to the server': ['HELLO', 'SUBSCRIBE', 'UNSUBSCRIBE', 'ACK', 'PING', 'TOKEN', 'HELD', 'RESUME'],
  'to the client': ['WELCOME', 'STEP', 'STEP', 'STEP', 'SUBSCRIBED', 'REFUSED', 'PONG', 'STAGE', 'VERIFY'],
};
/** So that checksums are sent, and marks are forgotten, which makes clients say what they hold. */
const LONG_MS = { round: 7000, outage: 70_000 } as const;

export function randomAttack(random: Random, direction: Direction): Attack {
  const name = random.oneIn(2) ? undefined : random.pick(NAMES[direction]);
  const isLong = name === 'VERIFY' || random.oneIn(3);
  return {
    direction,
    number: random.below(name !== undefined ? random.pick([1, 3]) : direction === 'to the server' ? 12 : 24),
    name,
    roundMs: isLong ? LONG_MS.round : 100,
    cutAfter: 1 + random.below(isLong || name === 'HELD' || name === 'RESUME' ? 4 : 8),
    outageMs: name === 'HELD' || random.oneIn(2) ? LONG_MS.outage : 0,
    stateBytes: name === 'STAGE' ? 20 : random.pick([20, 200, 1_000_000]),
  };
}
