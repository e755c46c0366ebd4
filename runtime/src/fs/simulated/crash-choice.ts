/** Which unsynced changes survive a crash. */

/**
 * All; none; the first ones in the order in which they were made; all but the one with this number, counted from 0; or
 * random ones, which are the same for the same seed.
 */
export type Survivors =
  | 'none'
  | 'all'
  | { readonly prefix: number }
  | { readonly without: number }
  | { readonly seed: number };

export interface CrashChoice {
  /** Which of the unsynced changes of files: writes of a sector and growths of a file, each by itself. */
  readonly sectors: Survivors;
  /** Which of the unsynced changes of directories: names that were made, renamed or removed. */
  readonly entries: Survivors;
}

/** Says of each of `count` changes whether it survives. */
export function surviving(survivors: Survivors, count: number): boolean[] {
  if (typeof survivors === 'string') return new Array<boolean>(count).fill(survivors === 'all');
  if ('prefix' in survivors) return Array.from({ length: count }, (_, i) => i < survivors.prefix);
  if ('without' in survivors) return Array.from({ length: count }, (_, i) => i !== survivors.without);
  const random = randomNumbers(survivors.seed);
  // The share is random, too: a crash that loses one change is as interesting as one that keeps one.
  const share = random();
  return Array.from({ length: count }, () => random() < share);
}

/** Numbers from 0 to 1 that depend on the seed alone (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
