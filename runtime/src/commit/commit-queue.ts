/** Pending transactions: those queued on this thread, and those that other threads have sent. */

import { monotonicMs } from '../clock.js';
import type { RemoteRequests } from './other-threads.js';
import type { Request } from './request.js';

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
    return !this.hasLocal && !this.hasRemote;
  }

  /** True when transactions of this thread are pending. */
  get hasLocal(): boolean {
    return this.#local.length > 0;
  }

  /** Called if only transactions of other threads are pending: their time in the queue begins now. */
  beginRemoteTime(): void {
    this.oldestQueuedAt = monotonicMs();
  }

  push(request: Request): void {
    if (this.#local.length === 0) this.oldestQueuedAt = monotonicMs();
    this.#local.push(request);
  }

  /** Takes the oldest pending transactions of this thread. */
  takeLocal(limit: number): readonly Request[] {
    const requests = this.#local;
    this.#local = requests.splice(limit);
    this.oldestQueuedAt = monotonicMs();
    return requests;
  }

  /** Takes the next transaction of another thread. The memory that it was read from is valid until the next call. */
  takeRemote(): Request | undefined {
    return this.#remote?.take();
  }

  /** True when transactions of other threads are pending. */
  get hasRemote(): boolean {
    return this.#remote?.hasRequests === true;
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
}
