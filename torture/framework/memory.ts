/**
 * Collects garbage regularly: databases of processes that "crashed" are never closed, and each reserves address space.
 */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const EVERY = 100;

let untilNext = EVERY;
let collect: (() => void) | undefined;

/** Called for each database that was opened. */
export async function anotherDatabase(): Promise<void> {
  if (--untilNext > 0) return;
  untilNext = EVERY;
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
    // Later contexts do not get this global: other code in this process lists the globals.
    setFlagsFromString('--no-expose-gc');
  }
  // Promises release what they hold in the next turn.
  await new Promise((resolve) => setImmediate(resolve));
  collect();
}
