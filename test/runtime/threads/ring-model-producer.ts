/** What a producer does: `reserve` and `commit` of runtime/src/threads/lane/ring.ts, and sleeping while there is no room. */

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

/** What becomes of a message, in this order. */
const SENDING = ['filler', 'first', 'second', 'header', 'publish', 'ring'];
const SENDING_WRONGLY: Partial<Record<RingBug, readonly string[]>> = {
  'TAIL is stored before the payload is written': ['filler', 'header', 'publish', 'first', 'second', 'ring'],
  'TAIL is stored before the header is written': ['filler', 'first', 'second', 'publish', 'header', 'ring'],
  'the bell is rung before TAIL is stored': ['filler', 'first', 'second', 'header', 'ring', 'publish'],
};

export function producer(ring: Ring, { messages, bug }: RingModelOptions): Program {
  const order = (bug && SENDING_WRONGLY[bug]) ?? SENDING;

  function hasRoom(memory: Memory): boolean {
    if (bug === 'room is not looked for') return true;
    const at = memory.get(ring.writesAt);
    return at + fillerAt(at) + MESSAGE_WORDS - memory.get(ring.headSeen) <= WORDS;
  }
  function begin(memory: Memory): string {
    if (memory.get(ring.sent) === messages) return 'done';
    if (!hasRoom(memory)) return 'room';
    return fillerAt(memory.get(ring.writesAt)) > 0 ? 'filler' : (order[1] as string);
  }
  function behind(place: string, memory: Memory): string {
    const next = order[order.indexOf(place) + 1];
    if (next !== undefined) return next;
    memory.set(ring.sent, memory.get(ring.sent) + 1);
    memory.set(ring.writesAt, memory.get(ring.writesAt) + MESSAGE_WORDS);
    return begin(memory);
  }
  function look(memory: Memory, otherwise: string, found = begin): string {
    memory.set(ring.headSeen, memory.get(ring.head));
    return hasRoom(memory) ? found(memory) : otherwise;
  }
  function write(memory: Memory, offset: number, value: number): void {
    const at = memory.get(ring.writesAt) + offset;
    if (at - WORDS >= memory.get(ring.head)) throw new Violation('a word is written over that was not released');
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
            return behind(place, memory);
          },
        },
      ],
    };
  }
  const number = (memory: Memory): number => memory.get(ring.sent) + 1;

  return {
    room: [{ label: 'R1', does: (memory) => look(memory, 'listen') }],
    ...writing('filler', 0, () => FILLER),
    ...writing('first', 1, number),
    ...writing('second', 2, number),
    ...writing('header', 0, () => MESSAGE),
    publish: [
      {
        label: 'R3',
        does(memory) {
          memory.set(ring.tail, memory.get(ring.writesAt) + MESSAGE_WORDS);
          return behind('publish', memory);
        },
      },
    ],
    ...ringing(
      () => CONSUMER_BELL,
      (memory) => behind('ring', memory),
      {
        storesAwake: bug !== 'the bell is rung without storing AWAKE',
      },
    ),
    ...listening({
      bell: ring.bell,
      looksAt: bug === 'the producer sleeps without looking again' ? 'sleep' : 'lookAgain',
      next: () => 'room',
    }),
    lookAgain: [{ label: 'B2 R1', does: (memory) => look(memory, 'sleep', () => 'stayAwake') }],
    done: [],
  };
}
