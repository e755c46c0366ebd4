/** The option `limits`: its checks and defaults. */

import { FRAME_LIMITS } from '../../protocol/index.js';
import { DEFAULT_LIMITS, type Limits } from '../clients/limits.js';
import { isOptions, type OptionProblems } from './option-problems.js';

/** A later call of a timer would come at once. */
const TIMER_MS_MAX = 2 ** 31 - 1;
/** A client that answers each heartbeat may be silent for so long. */
const SILENCE_MS_MIN = 15_000;
/** A client needs as many to say what it holds when it connects again. */
const FRAME_BYTES_MIN = DEFAULT_LIMITS.frameBytes;
const FRAME_BYTES_MAX = 2 ** 30;
/** The number of a channel takes at most so many bytes in a frame. */
const NUMBER_BYTES_MAX = 8;
const NO_MAX = Number.MAX_SAFE_INTEGER;

/** The least and the highest value. */
const RANGES: Readonly<Record<keyof Limits, readonly [min: number, max: number]>> = {
  clients: [1, NO_MAX],
  handshakeMs: [1, TIMER_MS_MAX],
  silenceMs: [SILENCE_MS_MIN, TIMER_MS_MAX],
  frameBytes: [FRAME_BYTES_MIN, FRAME_BYTES_MAX],
  framesPerSecond: [1, NO_MAX],
  subscriptions: [1, NO_MAX],
  channels: [1, FRAME_LIMITS.channels],
  pendingBytes: [1, NO_MAX],
  stateBytes: [1, NO_MAX],
};

/** Callers without types may pass anything. A limit that is undefined has its default. */
export function completeLimits(given: Partial<Limits> | undefined, problems: OptionProblems): Limits {
  if (given === undefined) return DEFAULT_LIMITS;
  if (!isOptions(given)) {
    problems.wrong('limits', 'an object with limits', given);
    return DEFAULT_LIMITS;
  }
  problems.requireKnown(given, Object.keys(RANGES), 'limits');
  const limits: { -readonly [Name in keyof Limits]: number } = { ...DEFAULT_LIMITS };
  for (const name of Object.keys(RANGES) as (keyof Limits)[]) {
    const value = given[name];
    if (value === undefined) continue;
    problems.requireInteger(`limits.${name}`, value, ...RANGES[name]);
    limits[name] = value;
  }
  // The client sends the numbers of its channels in one frame.
  limits.frameBytes = Math.max(limits.frameBytes, limits.channels * NUMBER_BYTES_MAX + NUMBER_BYTES_MAX);
  return limits;
}
