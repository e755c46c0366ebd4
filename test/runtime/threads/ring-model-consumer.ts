/**
 * What the consumer does: `next` and `release` of runtime/src/threads/lane/ring.ts for each ring in turn, and sleeping
 * while all rings are empty.
 */

import { listening, ringing } from './bell-model.js';
import { Violation } from './explorer.js';
import type { Memory, Program } from './machine.js';
import {
  CONSUMER_BELL,
  FILLER,
  FOUND,
  fillerAt,
  MESSAGE,
  MESSAGE_WORDS,
  type Ring,
  type RingModelOptions,
  TURN,
  WORDS,
} from './ring-model-words.js';

export function consumer(rings: readonly Ring[], { bug }: RingModelOptions): Program {
  const ringOf = (memory: Memory): Ring => rings[memory.get(TURN)] as Ring;
  const releasesEarly = bug === 'HEAD is stored before the payload is read';
  const releasesLate = bug === 'HEAD is stored after the bell of the producer was rung';

  function takeFrom(ring: Ring, memory: Memory): string {
    return memory.get(ring.readsAt) < memory.get(ring.tailSeen) ? 'header' : 'tail';
  }
  /** Continues with the next ring; sleeps if no ring had a message. */
  function advance(memory: Memory): string {
    const turn = (memory.get(TURN) + 1) % rings.length;
    memory.set(TURN, turn);
    if (turn > 0) return takeFrom(ringOf(memory), memory);
    const found = memory.get(FOUND);
    memory.set(FOUND, 0);
    return found === 1 ? takeFrom(ringOf(memory), memory) : 'listen';
  }
  function begin(memory: Memory): string {
    memory.set(TURN, 0);
    memory.set(FOUND, 0);
    return takeFrom(ringOf(memory), memory);
  }
  /** R4: true if there is a message. */
  function check(memory: Memory): boolean {
    const { tail, tailSeen, readsAt } = ringOf(memory);
    memory.set(tailSeen, memory.get(tail));
    return memory.get(readsAt) < memory.get(tailSeen);
  }
  function read(memory: Memory, offset: number): number {
    const { data, readsAt } = ringOf(memory);
    return memory.get(data + ((memory.get(readsAt) + offset) % WORDS));
  }
  const reading = (offset: number) => (memory: Memory) => {
    const { data, readsAt } = ringOf(memory);
    return data + ((memory.get(readsAt) + offset) % WORDS);
  };
  function readPayload(memory: Memory, offset: number): void {
    const expected = memory.get(ringOf(memory).got) + 1;
    const found = read(memory, offset);
    if (found !== expected) throw new Violation(`word ${offset} of message ${expected} holds ${found}`);
  }
  /** Ends a message. */
  function finish(memory: Memory): void {
    const { got, readsAt, holds } = ringOf(memory);
    memory.set(got, memory.get(got) + 1);
    memory.set(readsAt, memory.get(readsAt) + MESSAGE_WORDS);
    memory.set(holds, releasesEarly ? 0 : 1);
    memory.set(FOUND, 1);
  }
  const releasing = releasesLate ? 'ring' : 'release';
  const released = (memory: Memory): string => takeFrom(ringOf(memory), memory);

  const bells = ringing(
    (memory) => ringOf(memory).bell,
    (memory) => (releasesLate ? 'release' : released(memory)),
  );

  return {
    tail: [
      {
        label: 'R4',
        does(memory) {
          if (check(memory)) return 'header';
          return memory.get(ringOf(memory).holds) === 1 ? releasing : advance(memory);
        },
      },
    ],
    header: [
      {
        label: 'R5 header',
        plain: reading(0),
        does(memory) {
          const { readsAt } = ringOf(memory);
          const header = read(memory, 0);
          if (header === MESSAGE) return releasesEarly ? 'release' : 'first';
          if (header !== FILLER) throw new Violation(`a header holds ${header}`);
          memory.set(readsAt, memory.get(readsAt) + fillerAt(memory.get(readsAt)));
          return takeFrom(ringOf(memory), memory);
        },
      },
    ],
    first: [
      {
        label: 'R5 first',
        plain: reading(1),
        does(memory) {
          readPayload(memory, 1);
          return 'second';
        },
      },
    ],
    // The consumer releases each message, or reads several and then releases them together.
    second: [true, false].map((releases) => ({
      label: 'R5 second',
      plain: reading(2),
      does(memory: Memory): string {
        readPayload(memory, 2);
        finish(memory);
        return releases && !releasesEarly ? releasing : takeFrom(ringOf(memory), memory);
      },
    })),
    release: [
      {
        label: 'R6',
        does(memory) {
          const { head, readsAt, holds } = ringOf(memory);
          memory.set(holds, 0);
          if (releasesEarly) {
            memory.set(head, memory.get(readsAt) + MESSAGE_WORDS);
            return 'first';
          }
          memory.set(head, memory.get(readsAt));
          return releasesLate ? released(memory) : 'ring';
        },
      },
    ],
    ...bells,
    ...listening({
      bell: CONSUMER_BELL,
      checksAt: bug === 'the consumer sleeps without checking again' ? 'sleep' : 'checkAgain',
      next: begin,
      compares: bug !== 'the consumer sleeps without comparing the word',
    }),
    checkAgain: [
      {
        label: 'B2 R4',
        does(memory) {
          if (check(memory)) return 'stayAwake';
          const turn = (memory.get(TURN) + 1) % rings.length;
          memory.set(TURN, turn);
          return turn > 0 ? 'checkAgain' : 'sleep';
        },
      },
    ],
  };
}
