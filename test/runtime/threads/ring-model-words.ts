/**
 * The layout of the memory of the ring's model, and the mistakes that it can contain.
 *
 * A ring has eight words. A message has three: a header and two words of payload. So there is a filler before every
 * third message.
 */

import type { BellWords } from './bell-model.js';

/** Mistakes, to check that the model finds them. */
export type RingBug =
  | 'TAIL is stored before the payload is written'
  | 'TAIL is stored before the header is written'
  | 'HEAD is stored before the payload is read'
  | 'the bell is rung before TAIL is stored'
  | 'the consumer sleeps without checking again'
  | 'the consumer sleeps without comparing the word'
  | 'the bell is rung without storing AWAKE'
  | 'the filler is not written'
  | 'the producer does not check for space'
  | 'HEAD is stored after the bell of the producer was rung'
  | 'the producer sleeps without checking again';

export interface RingModelOptions {
  readonly producers: number;
  /** Messages of each producer. */
  readonly messages: number;
  readonly bug?: RingBug;
}

export const WORDS = 8;
export const MESSAGE_WORDS = 3;
/** Values of headers. Words of payload contain the number of their message, from 1. */
export const MESSAGE = 62;
export const FILLER = 63;

/** Indexes of the words of a ring, and of the words that belong to its two ends. */
export interface Ring {
  readonly head: number;
  readonly tail: number;
  readonly data: number;
  /** The producer's bell. */
  readonly bell: BellWords;
  /** The producer's own words: messages sent, its position, HEAD when it was last loaded. */
  readonly sent: number;
  readonly writesAt: number;
  readonly headSeen: number;
  /**
   * The consumer's own words: messages read, its position, TAIL when it was last loaded, 1 if it has space to release.
   */
  readonly got: number;
  readonly readsAt: number;
  readonly tailSeen: number;
  readonly holds: number;
}
export const RING_WORDS = WORDS + 11;

export function ringAt(base: number): Ring {
  const word = base + WORDS;
  return {
    data: base,
    head: word,
    tail: word + 1,
    bell: { word: word + 2, sleeps: word + 3 },
    sent: word + 4,
    writesAt: word + 5,
    headSeen: word + 6,
    got: word + 7,
    readsAt: word + 8,
    tailSeen: word + 9,
    holds: word + 10,
  };
}

/** The consumer's bell, the ring that it reads, and 1 if it has found anything since it started at the first ring. */
export const CONSUMER_BELL: BellWords = { word: 0, sleeps: 1 };
export const TURN = 2;
export const FOUND = 3;
export const CONSUMER_WORDS = 4;

/** Words before the end of the data, if a message does not fit into them; 0 otherwise. */
export function fillerAt(position: number): number {
  const left = WORDS - (position % WORDS);
  return left < MESSAGE_WORDS ? left : 0;
}
