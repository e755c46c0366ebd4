/** The layout of the memory of the pins' model, and the mistakes that it can contain. */

import type { BellWords } from './bell-model.js';

/** Mistakes, to check that the model finds them. */
export type PinBug =
  | 'a reader does not check again what is published'
  | 'a reader pins after its second check'
  | 'the writer checks the pins before it publishes'
  | 'the writer checks one pin only'
  | 'the writer takes the spare side unchecked'
  | 'the writer sleeps without checking again'
  | 'a reader unpins before it has read everything'
  | 'a reader rings before it unpins'
  | 'a reader may miss the bell';

export interface PinModelOptions {
  /** 2 by default. */
  readonly sides?: 2 | 3;
  readonly readers: number;
  /** How often each reader pins. */
  readonly reads: number;
  /** Versions that the writer publishes. */
  readonly versions: number;
  /**
   * True as in the code: a reader loads the bell by a plain access and may miss that the writer listens, and the
   * writer's sleep ends by its timeout. If false, only the bell wakes the writer.
   */
  readonly isTimed: boolean;
  readonly bug?: PinBug;
}

export const PUBLISHED = 0;
export const BELL: BellWords = { word: 1, sleeps: 2 };
/** Two words for each side. Both contain the version. */
const SIDES = 3;
/**
 * The writer's own words: the side that it writes next, the version that it writes, the reader whose pin it checks, and
 * the side that it can take instead, if there is one.
 */
export const SIDE = 9;
export const VERSION = 10;
export const CHECKED_READER = 11;
export const SPARE = 12;
export const READERS = 13;

/**
 * A reader's pin, and its own words: the guessed side, the first word read, the last version read, how often it still
 * reads.
 */
export interface Reader {
  readonly pin: number;
  readonly guess: number;
  readonly first: number;
  readonly seen: number;
  readonly left: number;
}
export const READER_WORDS = 5;

export function readerAt(r: number): Reader {
  const pin = READERS + r * READER_WORDS;
  return { pin, guess: pin + 1, first: pin + 2, seen: pin + 3, left: pin + 4 };
}

/** The first or the second word of a side. */
export function word(side: number, index: number): number {
  return SIDES + side * 2 + index;
}
