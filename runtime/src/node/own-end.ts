/** The orderly end of this thread. */

import { HAS_NODE } from '#node-system';

/** Before or after the exit listeners that the application has added. */
export type EndOrder = 'first' | 'last';

const callbacks: { readonly [order in EndOrder]: Set<() => void> } = { first: new Set(), last: new Set() };

/**
 * Calls `run` when this thread ends by itself: because nothing is left to do, by `process.exit()`, or by an uncaught
 * error. It is not called in a thread that is terminated or a process that is killed. Node calls no further listener
 * after one that throws or calls `process.exit()`, so only `first` is certain. `run` must do all its work before it
 * returns. Returns a function that cancels the call.
 */
export function onOwnEnd(order: EndOrder, run: () => void): () => void {
  if (!HAS_NODE) return () => {};
  const { size } = callbacks[order];
  callbacks[order].add(run);
  // One listener for all callbacks: Node warns about more than ten listeners.
  if (size === 0 && order === 'first') process.prependListener('exit', callFirst);
  if (size === 0 && order === 'last') process.on('exit', callLast);
  return () => {
    if (!callbacks[order].delete(run) || callbacks[order].size > 0) return;
    process.off('exit', order === 'first' ? callFirst : callLast);
  };
}

function callFirst(): void {
  for (const run of callbacks.first) run();
}

function callLast(): void {
  for (const run of callbacks.last) run();
}
