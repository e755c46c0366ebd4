/**
 * What a producer does: `reserve` and `commit` of runtime/src/threads/lane/ring.ts, and sleeping while there is no
 * space.
 */

import { listening, ringing } from './bell-model.js';
import { Violation } from './explorer.js';
import type { Memory, Program } from './machine.js';
import {
  CONSUMER_BELL,
  FILLER,
  fillerAt,
  MESSAGE,
  MESSAGE_WORDS,
  type Ring,
  type RingBug,
  type RingModelOptions,
  WORDS,
} from './ring-model-words.js';

/** The steps of sending a message, in order. */
const SENDING = ['filler', 'first', 'second', 'header', 'publish', 'ring'];
const SENDING_WRONGLY: Partial<Record<RingBug, readonly string[]>> = {
  'TAIL is stored before the payload is written': ['filler', 'header', 'publish', 'first', 'second', 'ring'],
  'TAIL is stored before the header is written': ['filler', 'first', 'second', 'publish', 'header', 'ring'],
  'the bell is rung before TAIL is stored': ['filler', 'first', 'second', 'header', 'ring', 'publish'],
};

export function producer(ring: Ring, { messages, bug }: RingModelOptions): Program {
  const order = (bug && SENDING_WRONGLY[bug]) ?? SENDING;

  function hasSpace(memory: Memory): boolean {
    if (bug === 'the producer does not check for space') return true;
    const at = memory.get(ring.writesAt);
    return at + fillerAt(at) + MESSAGE_WORDS - memory.get(ring.headSeen) <= WORDS;
  }
  function begin(memory: Memory): string {
    if (memory.get(ring.sent) === messages) return 'done';
    if (!hasSpace(memory)) return 'space';
    return fillerAt(memory.get(ring.writesAt)) > 0 ? 'filler' : (order[1] as string);
  }
  function after(place: string, memory: Memory): string {
    const next = order[order.indexOf(place) + 1];
    if (next !== undefined) return next;
    memory.set(ring.sent, memory.get(ring.sent) + 1);
    memory.set(ring.writesAt, memory.get(ring.writesAt) + MESSAGE_WORDS);
    return begin(memory);
  }
  function check(memory: Memory, otherwise: string, found = begin): string {
    memory.set(ring.headSeen, memory.get(ring.head));
    return hasSpace(memory) ? found(memory) : otherwise;
  }
  function write(memory: Memory, offset: number, value: number): void {
    const at = memory.get(ring.writesAt) + offset;
    if (at - WORDS >= memory.get(ring.head)) throw new Violation('a word is overwritten before it is released');
    memory.set(ring.data + (at % WORDS), value);
  }
  function writing(place: string, offset: number, value: (memory: Memory) => number): Program {
    return {
      [place]: [
        {
          label: `R2 ${place}`,
          writes: true,
          plain: (memory) => ring.data + ((memory.get(ring.writesAt) + offset) % WORDS),
          does(memory) {
            if (place !== 'filler' || bug !== 'the filler is not written') write(memory, offset, value(memory));
            if (place === 'filler')
              memory.set(ring.writesAt, memory.get(ring.writesAt) + fillerAt(memory.get(ring.writesAt)));
            return after(place, memory);
          },
        },
      ],
    };
  }
  const number = (memory: Memory): number => memory.get(ring.sent) + 1;

  return {
    space: [{ label: 'R1', does: (memory) => check(memory, 'listen') }],
    ...writing('filler', 0, () => FILLER),
    ...writing('first', 1, number),
    ...writing('second', 2, number),
    ...writing('header', 0, () => MESSAGE),
    publish: [
      {
        label: 'R3',
        does(memory) {
          memory.set(ring.tail, memory.get(ring.writesAt) + MESSAGE_WORDS);
          return after('publish', memory);
        },
      },
    ],
    ...ringing(
      () => CONSUMER_BELL,
      (memory) => after('ring', memory),
      {
        storesAwake: bug !== 'the bell is rung without storing AWAKE',
      },
    ),
    ...listening({
      bell: ring.bell,
      checksAt: bug === 'the producer sleeps without checking again' ? 'sleep' : 'checkAgain',
      next: () => 'space',
    }),
    checkAgain: [{ label: 'B2 R1', does: (memory) => check(memory, 'sleep', () => 'stayAwake') }],
    done: [],
  };
}
