/**
 * The pins of runtime/src/threads/shared/pin.ts as steps: a writer with two sides, and readers that pin the published
 * side.
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
  VERSION,
} from './pin-model-words.js';
import { writerProgram } from './pin-model-writer.js';

/** Places where the writer waits, or checks whether it must wait. */
const WAITING = ['check', 'listen', 'checkAgain', 'sleep', 'asleep', 'stayAwake'];
/** In this many steps, a writer that is not disturbed leaves any place. */
const STEPS_ALONE = 24;

export function pinModel(options: PinModelOptions): Machine {
  const readers = Array.from({ length: options.readers }, (_, r) => readerAt(r));
  const start = new Memory(new Array<number>(READERS + options.readers * READER_WORDS).fill(0));
  start.set(SIDE, 1);
  start.set(VERSION, 1);
  for (const { left } of readers) start.set(left, options.reads);
  return new Machine({
    memory: start.words,
    programs: [...readers.map((reader) => readerProgram(reader, options)), writerProgram(readers, options)],
    wrongAtRest(memory) {
      if (readers.some(({ left }) => memory.get(left) > 0)) return 'a reader waits for ever';
      return memory.get(VERSION) > options.versions ? undefined : 'the writer sleeps for ever';
    },
    wrong: (state, machine) => (options.isTimed ? wrongWait(state, machine, readers) : undefined),
  });
}

/**
 * Readers can stop anywhere. Unless a reader has pinned the side that the writer waits for, the writer must continue.
 */
function wrongWait(state: State, machine: Machine, readers: readonly Reader[]): string | undefined {
  if (!machine.isAt(state, readers.length, WAITING)) return undefined;
  const memory = new Memory(state);
  if (readers.some(({ pin }) => memory.get(pin) === memory.get(SIDE) + 1)) return undefined;
  let alone = state;
  for (let step = 0; step < STEPS_ALONE; step++) {
    if (!machine.isAt(alone, readers.length, WAITING)) return undefined;
    const [next] = machine.stepsOf(alone, readers.length);
    if (next === undefined) break;
    alone = next.next;
  }
  return 'the writer waits, though no reader has pinned the side that it waits for';
}
