/** The end of this thread, when it comes in order. */

import { HAS_NODE } from '#node-system';

/** Before the exit listeners that the application has added by then, or after them. */
export type EndOrder = 'first' | 'last';

const callbacks: { readonly [order in EndOrder]: Set<() => void> } = { first: new Set(), last: new Set() };

/**
 * Calls `run` when this thread ends by itself: because nothing is left to do, by `process.exit()`, or by an error that nothing catches. A thread that
 * is terminated, and a process that is killed, call nothing. Node calls no further listener after one that throws or calls `process.exit()`, so only
 * `first` is certain. `run` must do all its work before it returns. The function that this returns takes the call back.
 */
export function onOwnEnd(order: EndOrder, run: () => void): () => void {
  if (!HAS_NODE) return () => {};
  const { size } = callbacks[order];
  callbacks[order].add(run);
  // One listener for all: Node warns of more than ten.
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
