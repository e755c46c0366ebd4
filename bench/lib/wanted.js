/**
 * What a case is wanted to show, which it exports as `wanted`, a list of these:
 *
 * - `{ name, against, timesAsFast }`: a contestant compared with another one, round by round
 * - `{ name, perSecond }`: operations per second
 * - `{ name, fact, atMost }`: one of the facts that it gives
 *
 * Nothing fails when it is not reached: machines differ. The figure is the median of the rounds, and the best one stands beside it.
 */

import { DISK_AFTER, DISK_BEFORE } from './durability/disk.js';
import { median } from './statistics.js';

/** Where the disk's own sync time changed by more than this within a round, the round compares disks and not libraries. */
const STEADY = 2;

/**
 * `measured` holds the rounds of each contestant; those that were left out are not judged. `isMet` is undefined where the disk allows no
 * answer.
 */
export function judge(wanted, measured) {
  return wanted
    .filter(({ name, against }) => measured.has(name) && (against === undefined || measured.has(against)))
    .map((want) => ({ ...want, ...figures(want, measured) }));
}

function figures({ name, against, timesAsFast, perSecond, fact, atMost }, measured) {
  const rounds = measured.get(name);
  if (against !== undefined) return comparison(rounds, measured.get(against), timesAsFast);
  if (fact !== undefined) {
    const values = rounds.map(({ facts }) => facts[fact]);
    return { figure: median(values), best: Math.min(...values), isMet: median(values) <= atMost };
  }
  const speeds = rounds.map((round) => 1 / secondsOf(round));
  return { figure: median(speeds), best: Math.max(...speeds), isMet: median(speeds) >= perSecond };
}

/** Of rounds with a steady disk if there are any; the best round of one against the best of the other. */
function comparison(rounds, others, timesAsFast) {
  const pairs = rounds.map((round, index) => [round, others[index]]);
  const steady = pairs.filter(isSteady);
  const counted = steady.length > 0 ? steady : pairs;
  const figure = median(counted.map(([round, other]) => secondsOf(other) / secondsOf(round)));
  return {
    figure,
    best: Math.min(...others.map(secondsOf)) / Math.min(...rounds.map(secondsOf)),
    isMet: steady.length > 0 ? figure >= timesAsFast : undefined,
    rounds: pairs.length,
    steadyRounds: steady.length,
  };
}

function secondsOf({ samples }) {
  return median(samples);
}

function isSteady(rounds) {
  const times = rounds.flatMap(({ facts }) => [facts[DISK_BEFORE], facts[DISK_AFTER]]).filter((time) => time > 0);
  return times.length === 0 || Math.max(...times) / Math.min(...times) <= STEADY;
}
