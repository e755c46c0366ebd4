/** Pending transactions: those queued on this thread, and those that other threads have sent. */

import { monotonicMs } from '../clock.js';
import type { RemoteRequests } from './other-threads.js';
import type { Request } from './request.js';

/** Transactions in one group at most, so that the first one of a long queue does not wait for all the others. */
const GROUP_MAX = 1024;

/**
 * Transactions of other threads in one group at most. Replies are sent group by group, so that a thread can use those
 * of one group while the next is applied. With 1,024, thread and owner would wait for each other in turn, at 0.8 of
 * the rate.
 */
const REMOTE_MAX = 256;

export class CommitQueue {
  /** When the oldest pending transaction was queued, in milliseconds. */
  oldestQueuedAt = 0;
  #local: Request[] = [];
  #remote: RemoteRequests | undefined;

  /** From now on transactions come from other threads, too. */
  share(remote: RemoteRequests): void {
    this.#remote = remote;
  }

  get isEmpty(): boolean {
    return this.#local.length === 0 && this.#remote?.hasRequests !== true;
  }

  /** True when transactions of this thread are pending. */
  get hasLocal(): boolean {
    return this.#local.length > 0;
  }

  /** Called when only transactions of other threads are pending: they count as queued now. */
  startRemote(): void {
    this.oldestQueuedAt = monotonicMs();
  }

  push(request: Request): void {
    if (this.#local.length === 0) this.oldestQueuedAt = monotonicMs();
    this.#local.push(request);
  }

  /** Passes the transactions of the next group to `apply`, in order. True when some came from other threads. */
  takeGroup(apply: (request: Request) => void): boolean {
    for (const request of this.#takeLocal()) apply(request);
    const remote = this.#remote;
    if (remote === undefined) return false;
    let taken = 0;
    for (; taken < REMOTE_MAX; taken++) {
      const request = remote.take();
      if (request === undefined) break;
      apply(request);
    }
    // Parts of a long transaction were read, which frees space in the ring.
    if (taken === 0) remote.flushReplies();
    return taken > 0;
  }

  /** Rejects every pending transaction, of this thread and of others. */
  rejectAll(error: Error): void {
    const requests = this.#local;
    this.#local = [];
    for (const request of requests) request.reject(error);
    const remote = this.#remote;
    if (remote === undefined) return;
    for (let request = remote.take(); request !== undefined; request = remote.take()) request.reject(error);
    remote.flushReplies();
  }

  #takeLocal(): readonly Request[] {
    // Half of a group each, so that neither this thread nor the others can keep the rest waiting.
    const limit = this.#remote?.hasRequests === true ? GROUP_MAX / 2 : GROUP_MAX;
    const requests = this.#local;
    this.#local = requests.splice(limit);
    this.oldestQueuedAt = monotonicMs();
    return requests;
  }
}
