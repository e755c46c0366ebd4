/** What the writer does: it writes one side, publishes it, and waits until no reader has pinned another side. */

import { AWAKE, listening } from './bell-model.js';
import type { Instruction, Memory, Program } from './machine.js';
import {
  BELL,
  CHECKED_READER,
  type PinModelOptions,
  PUBLISHED,
  type Reader,
  SIDE,
  SPARE,
  VERSION,
  word,
} from './pin-model-words.js';

export function writerProgram(
  readers: readonly Reader[],
  { sides = 2, versions, isTimed, bug }: PinModelOptions,
): Program {
  const checksEarly = bug === 'the writer checks the pins before it publishes';

  /** The side that will be written next. */
  const wanted = (memory: Memory): number => (checksEarly ? 1 - memory.get(SIDE) : memory.get(SIDE));
  const free = (): string => (checksEarly ? 'publish' : 'first');

  /** W2 and W4: checks one pin, and returns the place where the writer continues. */
  function check(memory: Memory, side: number, otherwise: string, again: string, isFree: string): string {
    const r = memory.get(CHECKED_READER);
    const isPinned = memory.get((readers[r] as Reader).pin) === side + 1;
    const isLast = r + 1 === readers.length || bug === 'the writer checks one pin only';
    memory.set(CHECKED_READER, isPinned || isLast ? 0 : r + 1);
    if (isPinned) return otherwise;
    return isLast ? isFree : again;
  }
  /** As `check`, for the spare side, which the writer takes if it is free. */
  function checkSpare(memory: Memory, otherwise: string, again: string, isFree: string): string {
    const spare = memory.get(SPARE);
    const place =
      bug === 'the writer takes the spare side unchecked' ? isFree : check(memory, spare, otherwise, again, isFree);
    if (place !== isFree) return place;
    memory.set(SPARE, memory.get(SIDE));
    memory.set(SIDE, spare);
    return isFree;
  }
  function write(place: string, index: number, after: string): Program {
    return {
      [place]: [
        {
          label: `W6 ${place}`,
          writes: true,
          plain: (memory) => word(memory.get(SIDE), index),
          does(memory) {
            memory.set(word(memory.get(SIDE), index), memory.get(VERSION));
            return after;
          },
        },
      ],
    };
  }
  const bells = listening({
    bell: BELL,
    checksAt: bug === 'the writer sleeps without checking again' ? 'sleep' : 'checkAgain',
    next: () => 'listen',
  });
  /** The timeout of the writer's sleep. */
  const timeout: Instruction = {
    label: 'W5 ends',
    does(memory) {
      memory.set(BELL.sleeps, 0);
      return 'listen';
    },
  };

  return {
    ...write('first', 0, 'second'),
    ...write('second', 1, checksEarly ? 'check' : 'publish'),
    publish: [
      {
        label: 'W1',
        does(memory) {
          const published = memory.get(PUBLISHED);
          memory.set(PUBLISHED, memory.get(SIDE));
          memory.set(SIDE, published);
          memory.set(VERSION, memory.get(VERSION) + 1);
          if (memory.get(VERSION) > versions) return 'done';
          return checksEarly ? 'first' : 'check';
        },
      },
    ],
    check: [
      {
        label: 'W2',
        does: (memory) => check(memory, wanted(memory), sides === 3 ? 'checkSpare' : 'listen', 'check', free()),
      },
    ],
    checkSpare: [{ label: 'W2', does: (memory) => checkSpare(memory, 'listen', 'checkSpare', free()) }],
    ...bells,
    checkAgain: [
      {
        label: 'W4',
        does: (memory) =>
          check(memory, wanted(memory), sides === 3 ? 'checkSpareAgain' : 'sleep', 'checkAgain', 'stayAwake'),
      },
    ],
    checkSpareAgain: [{ label: 'W4', does: (memory) => checkSpare(memory, 'sleep', 'checkSpareAgain', 'stayAwake') }],
    stayAwake: [
      {
        label: 'awake',
        does(memory) {
          memory.set(BELL.word, AWAKE);
          return free();
        },
      },
    ],
    ...(isTimed ? { asleep: [timeout, ...bells.asleep] } : {}),
    done: [],
  };
}
