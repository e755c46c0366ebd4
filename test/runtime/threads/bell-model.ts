/** The bell of runtime/src/threads/lane/bell.ts as steps. */

import type { Instruction, Memory } from './machine.js';

/** The word of a bell, and the word that is 1 while the waiter sleeps in the system. */
export interface BellWords {
  readonly word: number;
  readonly sleeps: number;
}

type Places<Names extends string> = Readonly<Record<Names, readonly Instruction[]>>;

export const AWAKE = 0;
const ASLEEP = 1;

/**
 * Steps B5 and B6, which start at the place `ring`. `bell` is the bell to ring; `next` returns the place where the
 * thread continues.
 */
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
  /** The place where the check between B1 and B3 starts. */
  readonly checksAt: string;
  /** Returns the place where the thread continues once it was woken, or if it does not sleep. */
  next(memory: Memory): string;
  /** False to model a B3 that does not compare the word. */
  readonly compares?: boolean;
}

/** Steps B1 and B3, at `listen` and `sleep`, and `stayAwake`, for a thread that has found work in between. */
export function listening({
  bell: { word, sleeps },
  checksAt,
  next,
  compares = true,
}: Listening): Places<'listen' | 'sleep' | 'asleep' | 'stayAwake'> {
  return {
    listen: [
      {
        label: 'B1',
        does: (memory) => {
          memory.set(word, ASLEEP);
          return checksAt;
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
