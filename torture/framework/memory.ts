/** Collects garbage now and then: databases of processes that "crashed" are never closed, and each reserves address space. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const EVERY = 100;

let untilNext = EVERY;
let collect: (() => void) | undefined;

/** To be called for each database that was opened. */
export async function anotherDatabase(): Promise<void> {
  if (--untilNext > 0) return;
  untilNext = EVERY;
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
    // Contexts that are made later have no such global again: others in this process look at what globals there are.
    setFlagsFromString('--no-expose-gc');
  }
  // What a promise still holds is let go by the next turn.
  await new Promise((resolve) => setImmediate(resolve));
  collect();
}
