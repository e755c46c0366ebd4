/** What a reader does: `pin` and `unpin` of runtime/src/threads/shared/pin.ts, and reading two words in between. */

import { ringing } from './bell-model.js';
import { Violation } from './explorer.js';
import type { Instruction, Memory, Program } from './machine.js';
import { BELL, type PinModelOptions, PUBLISHED, type Reader, word } from './pin-model-words.js';

export function readerProgram(
  { pin, guess, first, seen, left }: Reader,
  { sides = 2, isTimed, bug }: PinModelOptions,
): Program {
  function finish(memory: Memory): string {
    memory.set(left, memory.get(left) - 1);
    memory.set(guess, 0);
    memory.set(first, 0);
    return memory.get(left) > 0 ? 'guess' : 'done';
  }
  const pinsLate = bug === 'a reader pins after its second check';
  const skipsCheck = bug === 'a reader does not check again what is published';
  const ringsEarly = bug === 'a reader rings before it unpins';
  const unpinsEarly = bug === 'a reader unpins before it has read everything';
  const pinned = skipsCheck || pinsLate ? 'first' : 'check';
  const read = unpinsEarly || ringsEarly ? 'ring' : 'unpin';

  const mayMiss = isTimed || bug === 'a reader may miss the bell';
  const bells = ringing(
    () => BELL,
    (memory) => (ringsEarly ? 'unpin' : finish(memory)),
  );
  /** A plain access, which may return an old value. */
  const missing: Instruction = { label: 'P5 misses', does: finish };

  return {
    // A plain access, too, which may return any side.
    guess: Array.from({ length: sides }, (_, side) => ({
      label: `P1 ${side}`,
      does(memory: Memory): string {
        memory.set(guess, side);
        return pinsLate ? 'check' : 'pin';
      },
    })),
    pin: [
      {
        label: 'P2',
        does(memory) {
          memory.set(pin, memory.get(guess) + 1);
          return pinned;
        },
      },
    ],
    check: [
      {
        label: 'P3',
        does(memory) {
          const published = memory.get(PUBLISHED);
          if (published === memory.get(guess)) return pinsLate ? 'pin' : 'first';
          memory.set(guess, published);
          return pinsLate ? 'check' : 'pin';
        },
      },
    ],
    first: [
      {
        label: 'reads first',
        plain: (memory) => word(memory.get(guess), 0),
        does(memory) {
          memory.set(first, memory.get(word(memory.get(guess), 0)));
          return unpinsEarly ? 'unpin' : 'second';
        },
      },
    ],
    second: [
      {
        label: 'reads second',
        plain: (memory) => word(memory.get(guess), 1),
        does(memory) {
          const version = memory.get(word(memory.get(guess), 1));
          if (version !== memory.get(first))
            throw new Violation(`versions ${memory.get(first)} and ${version} are seen together`);
          if (version < memory.get(seen)) throw new Violation(`version ${version} is seen after ${memory.get(seen)}`);
          memory.set(seen, version);
          return read;
        },
      },
    ],
    unpin: [
      {
        label: 'P4',
        does(memory) {
          memory.set(pin, 0);
          if (ringsEarly) return finish(memory);
          return unpinsEarly ? 'second' : 'ring';
        },
      },
    ],
    ...bells,
    ...(mayMiss ? { ring: [...bells.ring, missing] } : {}),
    done: [],
  };
}
