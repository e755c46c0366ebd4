/** Where everything is in the memory of the pins' model, and what may be done wrong in it. */

import type { BellWords } from './bell-model.js';

/** What may be done wrong, to see that it is found. */
export type PinBug =
  | 'a reader does not look at what is published again'
  | 'a reader pins behind its second look'
  | 'the writer looks at the pins before it publishes'
  | 'the writer looks at one pin only'
  | 'the writer sleeps without looking again'
  | 'a reader unpins before it has read all'
  | 'a reader rings before it unpins'
  | 'a reader may miss the bell';

export interface PinModelOptions {
  readonly readers: number;
  /** How often each reader pins. */
  readonly reads: number;
  /** Versions that the writer publishes. */
  readonly versions: number;
  /**
   * As in the code: a reader looks at the bell by a plain access and may miss that the writer listens, and the writer's sleep ends by its
   * time. Otherwise nothing but the bell wakes the writer.
   */
  readonly isTimed: boolean;
  readonly bug?: PinBug;
}

export const PUBLISHED = 0;
export const BELL: BellWords = { word: 1, sleeps: 2 };
/** Two words for each side, which hold the version. */
const SIDES = 3;
/** The writer's own: the side it writes next, the version it writes, the reader whose pin it looks at. */
export const SIDE = 7;
export const VERSION = 8;
export const LOOKS_AT = 9;
export const READERS = 10;

/** A reader's pin, and its own: the side it means to read, the first word, the last version it has read, how often it still reads. */
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
