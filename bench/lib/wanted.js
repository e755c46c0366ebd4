/**
 * The targets of a case, which it exports as the array `wanted`:
 *
 * - `{ name, against, timesAsFast }`: a contestant compared with another one, round by round
 * - `{ name, perSecond }`: operations per second
 * - `{ name, fact, atMost }`: one of its facts
 * - `{ name, fact, against, timesAtMost }`: one of its facts, compared with that of another contestant
 *
 * A target that is not reached fails nothing, because machines differ. The figure is the median of the rounds; the best
 * one is printed beside it.
 */

import { DISK_AFTER, DISK_BEFORE } from './durability/disk.js';
import { median } from './statistics.js';

/**
 * If the sync time of the disk changes by more than this factor in a round, the round compares disks, not libraries.
 */
const STEADY = 2;

/**
 * `measured` has the rounds of each contestant. Contestants that were left out are not judged. `isMet` is undefined if
 * the disk was not steady.
 */
export function judge(wanted, measured) {
  return wanted
    .filter(({ name, against }) => measured.has(name) && (against === undefined || measured.has(against)))
    .map((want) => ({ ...want, ...figures(want, measured) }));
}

function figures({ name, against, timesAsFast, perSecond, fact, atMost, timesAtMost }, measured) {
  const rounds = measured.get(name);
  if (timesAtMost !== undefined) {
    const ratios = rounds.map(({ facts }, index) => facts[fact] / measured.get(against)[index].facts[fact]);
    return { figure: median(ratios), best: Math.min(...ratios), isMet: median(ratios) <= timesAtMost };
  }
  if (against !== undefined) return comparison(rounds, measured.get(against), timesAsFast);
  if (fact !== undefined) {
    const values = rounds.map(({ facts }) => facts[fact]);
    return { figure: median(values), best: Math.min(...values), isMet: median(values) <= atMost };
  }
  const speeds = rounds.map((round) => 1 / secondsOf(round));
  return { figure: median(speeds), best: Math.max(...speeds), isMet: median(speeds) >= perSecond };
}

/** Uses rounds with a steady disk if there are any. Compares the best round of one with the best round of the other. */
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
