/** The bell of runtime/src/threads/lane/bell.ts as steps. */

import type { Instruction, Memory } from './machine.js';

/** The word of a bell, and whether the system lets its listener sleep. */
export interface BellWords {
  readonly word: number;
  readonly sleeps: number;
}

type Places<Names extends string> = Readonly<Record<Names, readonly Instruction[]>>;

export const AWAKE = 0;
const ASLEEP = 1;

/** Steps B5 and B6, which begin at the place `ring`; `bell` is the one to ring, and `next` says where the thread goes on. */
export function ringing(
  bell: (memory: Memory) => BellWords,
  next: (memory: Memory) => string,
  { storesAwake = true } = {},
): Places<'ring' | 'wake' | 'notify'> {
  return {
    ring: [{ label: 'B5', does: (memory) => (memory.get(bell(memory).word) === ASLEEP ? 'wake' : next(memory)) }],
    wake: [
      {
        label: 'B6',
        does: (memory) => {
          const { word } = bell(memory);
          if (memory.get(word) !== ASLEEP) return next(memory);
          if (storesAwake) memory.set(word, AWAKE);
          return 'notify';
        },
      },
    ],
    notify: [
      {
        label: 'B6 notify',
        does: (memory) => {
          memory.set(bell(memory).sleeps, 0);
          return next(memory);
        },
      },
    ],
  };
}

export interface Listening {
  readonly bell: BellWords;
  /** The look between B1 and B3 as it begins, a place of the program. */
  readonly looksAt: string;
  /** Where the thread goes on when it has been woken, or does not sleep. */
  next(memory: Memory): string;
  /** Whether B3 compares the word, as it does. */
  readonly compares?: boolean;
}

/** Steps B1 and B3, at `listen` and `sleep`, and `stayAwake`, where a thread goes that has found something in between. */
export function listening({
  bell: { word, sleeps },
  looksAt,
  next,
  compares = true,
}: Listening): Places<'listen' | 'sleep' | 'asleep' | 'stayAwake'> {
  return {
    listen: [
      {
        label: 'B1',
        does: (memory) => {
          memory.set(word, ASLEEP);
          return looksAt;
        },
      },
    ],
    sleep: [
      {
        label: 'B3',
        does: (memory) => {
          if (compares && memory.get(word) !== ASLEEP) return next(memory);
          memory.set(sleeps, 1);
          return 'asleep';
        },
      },
    ],
    asleep: [{ label: 'wakes', does: (memory) => (memory.get(sleeps) === 1 ? undefined : next(memory)) }],
    stayAwake: [
      {
        label: 'awake',
        does: (memory) => {
          memory.set(word, AWAKE);
          return next(memory);
        },
      },
    ],
  };
}
