/** Thread ids and exit events in Node. Importing this file has an effect, so package.json lists it under `sideEffects`. */

import { HAS_NODE, subscribe, threadId, type Worker } from '#node-system';

export { isTaskGone, taskExists, taskOfThisThread as currentTask } from '../../fs/thread-task.js';
export { onOwnEnd } from '../../node/own-end.js';

/** Called with the number of each thread that this one has started, when it has ended. */
const listeners: Set<(thread: number) => void> = new Set();

/** What Node calls a thread that has ended. */
const ENDED = -1;

/** Those that nobody listens for yet. */
const unwatched: Map<number, WeakRef<Worker>> = new Map();

// From the beginning on: workers are often there before a database is shared with them. Node publishes each that is made on this channel.
if (HAS_NODE) {
  subscribe('worker_threads', (message) => {
    const { worker } = message as { readonly worker: Worker };
    if (listeners.size > 0) watch(worker);
    else keep(worker);
  });
}

/** The number of this thread; undefined where threads have no numbers. */
export function currentThread(): number | undefined {
  return HAS_NODE ? threadId : undefined;
}

/** Calls `listen` for each thread, started by this one, that ends, until the function that it gives is called. */
export function onThreadEnd(listen: (thread: number) => void): () => void {
  if (listeners.size === 0) {
    for (const ref of unwatched.values()) watch(ref.deref());
    unwatched.clear();
  }
  listeners.add(listen);
  return () => listeners.delete(listen);
}

function watch(worker: Worker | undefined): void {
  const thread = worker?.threadId ?? ENDED;
  if (thread === ENDED) return;
  worker?.once('exit', () => {
    for (const listen of listeners) listen(thread);
  });
}

function keep(worker: Worker): void {
  for (const [thread, ref] of unwatched) if ((ref.deref()?.threadId ?? ENDED) === ENDED) unwatched.delete(thread);
  unwatched.set(worker.threadId, new WeakRef(worker));
}
