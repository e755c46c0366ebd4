/** The end of this thread, when it comes in order. */

import { HAS_NODE } from '#node-system';

const callbacks: Set<() => void> = new Set();

/**
 * Calls `run` when this thread ends by itself: because nothing is left to do, by `process.exit()`, or by an error that nothing catches. A thread that
 * is terminated, and a process that is killed, call nothing. `run` must do all its work before it returns. The function that this returns takes the
 * call back.
 */
export function onOwnEnd(run: () => void): () => void {
  if (!HAS_NODE) return () => {};
  // One listener for all: Node warns of more than ten. Before the application's listeners, because Node calls no further one after one that
  // throws or calls `process.exit()`.
  if (callbacks.size === 0) process.prependListener('exit', callAll);
  callbacks.add(run);
  return () => {
    callbacks.delete(run);
    if (callbacks.size === 0) process.off('exit', callAll);
  };
}

function callAll(): void {
  for (const run of callbacks) run();
}
