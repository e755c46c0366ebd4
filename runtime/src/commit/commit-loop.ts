/**
 * Schedules commits: when a group begins, what it waits for, and in which order queued and synchronous transactions
 * run.
 */

import { runMicrotask, runNextTurn } from '../clock.js';
import { EcsDbError } from '../errors.js';
import type { Queries } from '../query/index.js';
import type { Store } from '../table/index.js';
import type { Transaction } from '../transaction/index.js';
import type { CommitLog } from './commit-log.js';
import { CommitQueue } from './commit-queue.js';
import { GroupCommit } from './group-commit.js';
import type { LatencySummary } from './latency.js';
import type { OtherThreads } from './other-threads.js';
import { ReaderWait } from './reader-wait.js';

/**
 * Milliseconds after which a group waits for the next turn of the event loop. Groups run as microtasks; without this, a
 * writer that awaits one transaction after the other would keep timers and sockets waiting.
 */
const TURN_AFTER_MS = 10;

/**
 *   queue -> (readers have left the working side) -> commit a group -> (the log is ready) -> next group
 *
 * What is queued while a group waits becomes the next group.
 */
export class CommitLoop {
  readonly #queue: CommitQueue = new CommitQueue();
  /** Hot: a public field, because each read of the database asks it whether it is readable. */
  readonly groups: GroupCommit;
  readonly #readers: ReaderWait;
  readonly #isInMemory: boolean;
  /** Other threads, once the database is shared. */
  #threads: OtherThreads | undefined;
  #isScheduled = false;
  /** When a group last waited for the event loop, in milliseconds. */
  #turnedAt = 0;
  #isClosed = false;
  /** Called when nothing is pending any more. */
  #drained: (() => void)[] = [];

  /** `version` is the last one of what the store holds. */
  constructor(
    store: Store,
    queries: (assertUsable: (isWriting: boolean) => void) => Queries,
    version: number,
    log?: CommitLog,
  ) {
    this.groups = new GroupCommit(store, queries, version, log);
    this.#readers = new ReaderWait(store);
    this.#isInMemory = log === undefined;
  }

  /** Number of the last published transaction. */
  get version(): number {
    return this.groups.version;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Latencies of groups, from the queueing of the oldest transaction to publication. */
  get latency(): LatencySummary {
    return this.groups.latency.summary();
  }

  /**
   * Queues a transaction. It is committed in the next group, with the others that are queued by then. Resolves with
   * what `pick` makes of the function's result and the transaction's version.
   */
  enqueue<Result, Value>(
    run: (tx: Transaction) => Result,
    pick: (result: Result, version: number) => Value,
    call: string,
  ): Promise<Value> {
    this.groups.assertOutside(call);
    const refusal = this.#refusal;
    if (refusal !== undefined) return Promise.reject(refusal);
    return new Promise((resolve, reject) => {
      // The result is what this very function returned.
      this.#queue.push({ run, resolve: (result, version) => resolve(pick(result as Result, version)), reject });
      this.#schedule();
    });
  }

  /** Applies a transaction now, after everything that is queued, and publishes it before returning. */
  runSync<Result>(run: (tx: Transaction) => Result): Result {
    this.assertWritable('writeSync');
    const startedAt = this.groups.startOfMeasured();
    if (this.#queue.hasLocal || this.groups.isPending) {
      this.#drain();
      this.assertWritable('writeSync');
    }
    const failure = this.#readers.block();
    if (failure !== undefined) throw failure;
    return this.groups.commitSync(run, startedAt);
  }

  /** Called before the working side of a replica is changed: waits until other threads have left it. */
  prepareReplica(): void {
    this.groups.assertOutside('apply');
    this.assertReadable();
    const failure = this.#readers.block();
    if (failure !== undefined) throw failure;
  }

  /** Throws inside a transaction, after `close`, and when the log accepts nothing. */
  assertWritable(call: string): void {
    this.groups.assertOutside(call);
    const refusal = this.#refusal;
    if (refusal !== undefined) throw refusal;
  }

  /** Throws after `close`, and when the log has failed so that nothing may be read. */
  assertReadable(): void {
    if (!this.groups.isReadable) throw this.#refusal ?? databaseClosed();
  }

  /**
   * Accepts nothing more, and calls `then` once everything pending now, here or in other threads' rings, has been
   * committed.
   */
  close(then: () => void): void {
    this.groups.assertOutside('close');
    this.groups.assertClosable();
    this.#isClosed = true;
    this.#threads?.endRequests();
    if (this.#isInMemory) this.#drain();
    this.whenDrained(() => {
      this.groups.end();
      then();
    });
  }

  /** Calls `then` when nothing is queued and no group is pending: at once, if so now. */
  whenDrained(then: () => void): void {
    if (this.#queue.isEmpty && !this.groups.isPending) {
      then();
      return;
    }
    this.#drained.push(then);
    this.#schedule();
  }

  /** From now on transactions come from other threads, too, which read the published side. */
  share(threads: OtherThreads): void {
    this.#threads = threads;
    this.#queue.share(threads);
    this.groups.share(threads);
    this.#readers.share(threads);
    this.onRemoteActivity();
  }

  /** If a group waits for the log, blocks until it is published or rejected. */
  finishPending(): void {
    if (!this.groups.isPending) return;
    this.groups.finishPending();
    this.#proceed();
  }

  /** Called when other threads may have sent something. */
  onRemoteActivity(): void {
    if (!this.groups.isPending && !this.groups.isApplying) this.#threads?.serveLanes();
    if (this.#readers.isWaiting) this.#threads?.watchLanes(true);
    else this.#proceed();
  }

  /** Called when the log has failed, or may have. */
  onLogFailure(): void {
    this.groups.onLogFailure();
  }

  get #refusal(): EcsDbError | undefined {
    return this.#isClosed ? databaseClosed() : this.groups.refusal;
  }

  #schedule(): void {
    if (this.#isScheduled || this.#readers.isWaiting || this.groups.isPending) return;
    this.#isScheduled = true;
    const { oldestQueuedAt } = this.#queue;
    if (oldestQueuedAt - this.#turnedAt < TURN_AFTER_MS) {
      runMicrotask(this.#runScheduled);
      return;
    }
    this.#turnedAt = oldestQueuedAt;
    runNextTurn(this.#runScheduled);
  }

  readonly #runScheduled = (): void => {
    this.#isScheduled = false;
    // A synchronous transaction may have committed the queue meanwhile, and the database may have been closed.
    if (this.groups.isPending || (this.#isClosed && this.#queue.isEmpty && this.#drained.length === 0)) return;
    if (this.#readers.tryFinish()) {
      this.#commitGroup();
      this.#proceed();
      return;
    }
    this.#readers.start((failure) => {
      if (failure !== undefined) this.#queue.rejectAll(failure);
      this.#proceed();
    });
  };

  /** Continues after a group: schedules the next one or, if there is none, reports that nothing is pending. */
  readonly #proceed = (): void => {
    if (this.groups.isPending) return;
    // What arrives before this call is seen below; what arrives after it calls `onRemoteActivity`.
    if (this.#queue.isEmpty) this.#threads?.watchLanes(false);
    if (!this.#queue.isEmpty) {
      if (!this.#queue.hasLocal) this.#queue.beginRemoteTime();
      this.#schedule();
      return;
    }
    const drained = this.#drained;
    if (drained.length === 0) return;
    this.#drained = [];
    for (const then of drained) then();
  };

  /** Commits everything that is queued on this thread, blocking where it has to wait. */
  #drain(): void {
    this.groups.finishPending();
    while (this.#queue.hasLocal) {
      const failure = this.#readers.block();
      if (failure === undefined) this.#commitGroup();
      else this.#queue.rejectAll(failure);
      this.groups.finishPending();
    }
  }

  #commitGroup(): void {
    this.#threads?.serveLanes();
    const { refusal } = this.groups;
    if (refusal === undefined) this.groups.commitNext(this.#queue, this.#proceed);
    else this.#queue.rejectAll(refusal);
  }
}

function databaseClosed(): EcsDbError {
  return new EcsDbError('CHANNEL_CLOSED', 'the database was closed. Open it again, or close it later.', {
    outcome: 'not-committed',
  });
}
