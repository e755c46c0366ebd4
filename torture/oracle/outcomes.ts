/** What a crash may leave of changes that were not synced: a selection. */

import type { CrashChoice, PendingChanges, Survivors } from '@ecsdb/runtime/testing';
import type { Random } from '../framework/random.js';

/** All changes lost, all kept, only names kept, and only bytes kept. */
const PLAIN: readonly CrashChoice[] = [
  { sectors: 'none', entries: 'none' },
  { sectors: 'all', entries: 'all' },
  { sectors: 'none', entries: 'all' },
  { sectors: 'all', entries: 'none' },
];

/** `effort` is the number of choices of each random kind. */
export function outcomesOf(pending: PendingChanges, random: Random, effort: number): readonly CrashChoice[] {
  const { sectors, entries } = pending;
  if (sectors === 0 && entries === 0) return PLAIN.slice(0, 1);
  if (sectors === 0) {
    const ways = [...prefixesOf(entries, random, effort), ...withoutOne(entries, random, effort)];
    return [...PLAIN.slice(0, 2), ...ways.map(entriesOnly)];
  }
  const prefixes = prefixesOf(sectors, random, effort).map((part) => ({ sectors: part, entries: anyOf(random) }));
  const subsets = Array.from({ length: effort }, () => ({ sectors: seed(random), entries: anyOf(random) }));
  return [...PLAIN, ...prefixes, ...subsets];
}

function entriesOnly(entries: Survivors): CrashChoice {
  return { sectors: 'none', entries };
}

/** Prefixes of a sequence of changes: all, or some of many. */
function prefixesOf(count: number, random: Random, most: number): readonly Survivors[] {
  if (count - 1 <= most) return Array.from({ length: Math.max(0, count - 1) }, (_, i) => ({ prefix: i + 1 }));
  return Array.from({ length: most }, () => ({ prefix: 1 + random.below(count - 1) }));
}

/** All changes except one, which need not be the last: for each one, or for some of many. */
function withoutOne(count: number, random: Random, most: number): readonly Survivors[] {
  if (count < 2) return [];
  if (count <= most) return Array.from({ length: count }, (_, i) => ({ without: i }));
  return Array.from({ length: most }, () => ({ without: random.below(count) }));
}

function anyOf(random: Random): Survivors {
  return random.pick<Survivors>(['none', 'all', seed(random)]);
}

function seed(random: Random): Survivors {
  return { seed: random.below(2 ** 31) };
}
