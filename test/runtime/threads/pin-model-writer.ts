/** What the writer does: it writes one side, publishes it, and waits until nobody has pinned the other one. */

import { AWAKE, listening } from './bell-model.js';
import type { Instruction, Memory, Program } from './machine.js';
import {
  BELL,
  LOOKS_AT,
  type PinModelOptions,
  PUBLISHED,
  type Reader,
  SIDE,
  VERSION,
  word,
} from './pin-model-words.js';

export function writerProgram(readers: readonly Reader[], { versions, isTimed, bug }: PinModelOptions): Program {
  const looksEarly = bug === 'the writer looks at the pins before it publishes';

  /** The side that will be written next. */
  const wanted = (memory: Memory): number => (looksEarly ? 1 - memory.get(SIDE) : memory.get(SIDE));
  const free = (): string => (looksEarly ? 'publish' : 'first');

  /** W2 and W4: looks at one pin, and says where to go if it keeps the writer from going on. */
  function look(memory: Memory, otherwise: string, again: string, isFree: string): string {
    const r = memory.get(LOOKS_AT);
    const isPinned = memory.get((readers[r] as Reader).pin) === wanted(memory) + 1;
    const isLast = r + 1 === readers.length || bug === 'the writer looks at one pin only';
    memory.set(LOOKS_AT, isPinned || isLast ? 0 : r + 1);
    if (isPinned) return otherwise;
    return isLast ? isFree : again;
  }
  function write(place: string, index: number, behind: string): Program {
    return {
      [place]: [
        {
          label: `W6 ${place}`,
          writes: true,
          plain: (memory) => word(memory.get(SIDE), index),
          does(memory) {
            memory.set(word(memory.get(SIDE), index), memory.get(VERSION));
            return behind;
          },
        },
      ],
    };
  }
  const bells = listening({
    bell: BELL,
    looksAt: bug === 'the writer sleeps without looking again' ? 'sleep' : 'lookAgain',
    next: () => 'listen',
  });
  /** Its time is up. */
  const timeout: Instruction = {
    label: 'W5 ends',
    does(memory) {
      memory.set(BELL.sleeps, 0);
      return 'listen';
    },
  };

  return {
    ...write('first', 0, 'second'),
    ...write('second', 1, looksEarly ? 'look' : 'publish'),
    publish: [
      {
        label: 'W1',
        does(memory) {
          memory.set(PUBLISHED, memory.get(SIDE));
          memory.set(SIDE, 1 - memory.get(SIDE));
          memory.set(VERSION, memory.get(VERSION) + 1);
          if (memory.get(VERSION) > versions) return 'done';
          return looksEarly ? 'first' : 'look';
        },
      },
    ],
    look: [{ label: 'W2', does: (memory) => look(memory, 'listen', 'look', free()) }],
    ...bells,
    lookAgain: [{ label: 'W4', does: (memory) => look(memory, 'sleep', 'lookAgain', 'stayAwake') }],
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
