/**
 * The pins of runtime/src/threads/shared/pin.ts as steps: a writer with two sides or three, and readers that pin the
 * published side.
 */

import type { State } from './explorer.js';
import { Machine, Memory } from './machine.js';
import { readerProgram } from './pin-model-reader.js';
import {
  type PinModelOptions,
  READER_WORDS,
  READERS,
  type Reader,
  readerAt,
  SIDE,
  SPARE,
  VERSION,
} from './pin-model-words.js';
import { writerProgram } from './pin-model-writer.js';

/** Places where the writer waits, or checks whether it must wait. */
const WAITING = ['check', 'checkSpare', 'listen', 'checkAgain', 'checkSpareAgain', 'sleep', 'asleep', 'stayAwake'];
/** In this many steps, a writer that is not disturbed leaves any place. */
const STEPS_ALONE = 32;

export function pinModel(options: PinModelOptions): Machine {
  const readers = Array.from({ length: options.readers }, (_, r) => readerAt(r));
  const start = new Memory(new Array<number>(READERS + options.readers * READER_WORDS).fill(0));
  start.set(SIDE, 1);
  start.set(SPARE, 2);
  start.set(VERSION, 1);
  for (const { left } of readers) start.set(left, options.reads);
  return new Machine({
    memory: start.words,
    programs: [...readers.map((reader) => readerProgram(reader, options)), writerProgram(readers, options)],
    wrongAtRest(memory) {
      if (readers.some(({ left }) => memory.get(left) > 0)) return 'a reader waits for ever';
      return memory.get(VERSION) > options.versions ? undefined : 'the writer sleeps for ever';
    },
    wrong: (state, machine) => (options.isTimed ? wrongWait(state, machine, readers, options.sides === 3) : undefined),
  });
}

/**
 * Readers can stop anywhere. Unless readers have pinned each side that the writer could take, the writer must continue.
 */
function wrongWait(state: State, machine: Machine, readers: readonly Reader[], hasSpare: boolean): string | undefined {
  if (!machine.isAt(state, readers.length, WAITING)) return undefined;
  const memory = new Memory(state);
  const isPinned = (side: number): boolean => readers.some(({ pin }) => memory.get(pin) === memory.get(side) + 1);
  if (isPinned(SIDE) && (!hasSpare || isPinned(SPARE))) return undefined;
  let alone = state;
  for (let step = 0; step < STEPS_ALONE; step++) {
    if (!machine.isAt(alone, readers.length, WAITING)) return undefined;
    const [next] = machine.stepsOf(alone, readers.length);
    if (next === undefined) break;
    alone = next.next;
  }
  return 'the writer waits, though no reader has pinned the side that it waits for';
}
