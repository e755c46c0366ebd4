/**
 * Where everything is in the memory of the ring's model, and what may be done wrong in it.
 *
 * A ring has eight words and a message three, a header and two words of payload, so that a filler comes before every third message.
 */

import type { BellWords } from './bell-model.js';

/** What may be done wrong, to see that it is found. */
export type RingBug =
  | 'TAIL is stored before the payload is written'
  | 'TAIL is stored before the header is written'
  | 'HEAD is stored before the payload is read'
  | 'the bell is rung before TAIL is stored'
  | 'the consumer sleeps without looking again'
  | 'the consumer sleeps without comparing the word'
  | 'the bell is rung without storing AWAKE'
  | 'the filler is not written'
  | 'room is not looked for'
  | 'HEAD is stored after the producer was rung'
  | 'the producer sleeps without looking again';

export interface RingModelOptions {
  readonly producers: number;
  /** Messages of each producer. */
  readonly messages: number;
  readonly bug?: RingBug;
}

export const WORDS = 8;
export const MESSAGE_WORDS = 3;
/** What headers hold; words of payload hold the number of their message, from 1 on. */
export const MESSAGE = 62;
export const FILLER = 63;

/** Where the words of a ring are, and what its two ends know. */
export interface Ring {
  readonly head: number;
  readonly tail: number;
  readonly data: number;
  /** The producer's bell. */
  readonly bell: BellWords;
  /** The producer's own: messages sent, where it writes, HEAD as it was read last. */
  readonly sent: number;
  readonly writesAt: number;
  readonly headSeen: number;
  /** The consumer's own: messages read, where it reads, TAIL as it was read last, whether it has something to release. */
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

/** The consumer's bell, the ring it looks at, and whether it has found anything since it began with the first one. */
export const CONSUMER_BELL: BellWords = { word: 0, sleeps: 1 };
export const TURN = 2;
export const FOUND = 3;
export const CONSUMER_WORDS = 4;

/** Words left before the end of the data, if a message does not fit into them. */
export function fillerAt(position: number): number {
  const left = WORDS - (position % WORDS);
  return left < MESSAGE_WORDS ? left : 0;
}
