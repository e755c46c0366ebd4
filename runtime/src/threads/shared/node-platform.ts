/**
 * Thread ids and exit events in Node. Importing this file subscribes to new workers, so package.json lists it under
 * `sideEffects`.
 */

import { HAS_NODE, subscribe, threadId, type Worker } from '#node-system';

export { isTaskGone, taskExists, taskOfThisThread as currentTask } from '../../fs/thread-task.js';
export { onOwnEnd } from '../../node/own-end.js';

/** Called with the number of each thread that this thread has started, once it has ended. */
const listeners: Set<(thread: number) => void> = new Set();

/** Node's id of a thread that has ended. */
const ENDED = -1;

/** Workers that were started before there was a listener. */
const unwatched: Map<number, WeakRef<Worker>> = new Map();

// At import, because workers often start before a database is shared with them. Node publishes each new worker on this
// channel.
if (HAS_NODE) {
  subscribe('worker_threads', (message) => {
    const { worker } = message as { readonly worker: Worker };
    if (listeners.size > 0) watchExit(worker);
    else remember(worker);
  });
}

/** The number of this thread; undefined on platforms where threads have no numbers. */
export function currentThread(): number | undefined {
  return HAS_NODE ? threadId : undefined;
}

/** Calls `listen` when a thread ends that this thread has started. Returns the function that unsubscribes. */
export function onThreadEnd(listen: (thread: number) => void): () => void {
  if (listeners.size === 0) {
    for (const ref of unwatched.values()) watchExit(ref.deref());
    unwatched.clear();
  }
  listeners.add(listen);
  return () => listeners.delete(listen);
}

function watchExit(worker: Worker | undefined): void {
  const thread = worker?.threadId ?? ENDED;
  if (thread === ENDED) return;
  worker?.once('exit', () => {
    for (const listen of listeners) listen(thread);
  });
}

function remember(worker: Worker): void {
  for (const [thread, ref] of unwatched) if ((ref.deref()?.threadId ?? ENDED) === ENDED) unwatched.delete(thread);
  unwatched.set(worker.threadId, new WeakRef(worker));
}
