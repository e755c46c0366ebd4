/** Commits groups: which transactions are in a group, applying and logging them, publishing, resolving the requests. */

import { ignoreRejection, isPromiseLike } from '../arguments.js';
import { monotonicMs } from '../clock.js';
import { EcsDbError } from '../errors.js';
import type { Queries } from '../query/index.js';
import type { Store, TransactionChecks } from '../table/index.js';
import { asyncFunction, nestedCall, Transaction } from '../transaction/index.js';
import type { CommitFeed } from './commit-feed.js';
import type { CommitLog } from './commit-log.js';
import type { CommitQueue } from './commit-queue.js';
import type { CommitWatches } from './commit-watches.js';
import { LatencyRecorder } from './latency.js';
import type { OtherThreads } from './other-threads.js';
import type { Request } from './request.js';

/**
 * Transactions of this thread in one group at most, so that the first one of a long queue does not wait for all the
 * others. Half of them while other threads wait, so that neither keeps the other waiting.
 */
const LOCAL_MAX = 1024;

/**
 * Transactions of other threads in one group at most. Replies are sent group by group, so that a thread can use those
 * of one group while the next is applied. With 1,024, thread and owner would wait for each other in turn, at 0.8 of
 * the rate.
 */
const REMOTE_MAX = 256;

/** Synchronous transactions whose latency is not measured, between two that are. */
const UNMEASURED = 15;

type Outcome = { readonly result: unknown } | { readonly error: unknown };

/** A transaction that was applied and is not published yet. */
interface Applied {
  readonly request: Request;
  readonly outcome: Outcome;
  readonly version: number;
}

interface Group {
  readonly applied: Applied[];
  /** Transactions in it that changed something. */
  changes: number;
  /** True when some of them came from other threads. */
  hasRemote: boolean;
  /** When its oldest transaction was queued, in milliseconds. */
  readonly queuedAt: number;
}

/**
 *   apply one by one -> log -> (the log is ready) -> publish -> resolve
 *
 * At most one group is between "apply" and "publish": the pending one. Without a log, or if the durability does not
 * ask for it, a group does not wait.
 */
export class GroupCommit {
  /** Number of the last published transaction. */
  version: number;
  /** False once the database was closed, or must not be read any more. */
  isReadable = true;
  /** Latencies of groups, from the queueing of the oldest transaction to publication. */
  readonly latency: LatencyRecorder = new LatencyRecorder();

  readonly #store: Store;
  readonly #log: CommitLog | undefined;
  readonly #checks: TransactionChecks | undefined;
  /** Queries over the working side. */
  readonly #queries: Queries;
  #threads: OtherThreads | undefined;
  #feed: CommitFeed | undefined;
  #watches: CommitWatches | undefined;
  /** The arguments of the function that runs: its transaction. */
  readonly #arguments: Transaction[] = [];
  /** The transaction that is being applied. */
  #running: Transaction | undefined;
  /** Whether the transaction that ran last has changed something. */
  #hasChanges = false;
  /** The group that waits for the log. */
  #pending: Group | undefined;
  #refusal: EcsDbError | undefined;
  #noCommits: EcsDbError | undefined;
  #noClose: EcsDbError | undefined;
  /** Synchronous transactions until the next one that is measured. */
  #untilMeasured = 0;

  /** `version` is the last one of what the store holds. */
  constructor(
    store: Store,
    queries: (assertUsable: (isWriting: boolean) => void) => Queries,
    version: number,
    log: CommitLog | undefined,
  ) {
    this.#store = store;
    this.#log = log;
    this.#checks = store.support?.checksOf(store);
    store.updateIndexes = (table) => this.#checks?.update(table);
    this.version = version;
    this.#queries = queries((isWriting) => {
      if (this.#running === undefined) throw queryEnded();
      if (isWriting) this.#running.$assertWritable();
    });
  }

  share(threads: OtherThreads): void {
    this.#threads = threads;
  }

  /** From now on the feed records transactions. Nothing may be pending. */
  startFeed(feed: CommitFeed): void {
    this.#feed = feed;
  }

  /** From now on these watches see what is published. */
  startWatches(watches: CommitWatches): void {
    this.#watches = watches;
  }

  /** From now on no transaction is accepted, so there are no commits to listen to; nor is closing. */
  refuse(reason: EcsDbError, noCommits: EcsDbError, noClose: EcsDbError): void {
    this.#refusal = reason;
    this.#noCommits = noCommits;
    this.#noClose = noClose;
  }

  /** Throws if only what the database follows can end it. */
  assertClosable(): void {
    if (this.#noClose !== undefined) throw this.#noClose;
  }

  /** Throws if no commit will ever come. */
  assertCommits(): void {
    if (this.#noCommits !== undefined) throw this.#noCommits;
  }

  /** Calls `run`. Until it returns, each read and each transaction throws `reason`. */
  refuseDuring<Argument, Result>(reason: EcsDbError, run: (argument: Argument) => Result, argument: Argument): Result {
    const { isReadable } = this;
    const refusal = this.#refusal;
    this.isReadable = false;
    this.#refusal = reason;
    try {
      return run(argument);
    } finally {
      this.isReadable = isReadable;
      this.#refusal = refusal;
    }
  }

  /** Publishes what was applied without a transaction, as the state of this version. */
  publishAs(version: number, hasChanges: boolean): void {
    this.version = version;
    if (!hasChanges) return;
    this.#watches?.collect();
    this.#store.publish(version);
  }

  /** Nothing is read or published any more. */
  end(): void {
    this.#watches?.end();
    this.isReadable = false;
  }

  /** True while a transaction is being applied. */
  get isApplying(): boolean {
    return this.#running !== undefined;
  }

  /** Throws when called by the function of a transaction. */
  assertOutside(call: string): void {
    if (this.#running !== undefined) throw nestedCall(call);
  }

  /** True while a group waits for the log. */
  get isPending(): boolean {
    return this.#pending !== undefined;
  }

  /** Why transactions are not accepted, or not any more. */
  get refusal(): EcsDbError | undefined {
    return this.#refusal ?? this.#log?.refusal;
  }

  /** Commits the next group of the queue. Calls `onFinished` later if the group has to wait for the log. */
  commitNext(queue: CommitQueue, onFinished: () => void): void {
    const { oldestQueuedAt: queuedAt } = queue;
    const log = this.#log;
    log?.begin(this.version + 1);
    const group: Group = { applied: [], changes: 0, hasRemote: false, queuedAt };
    this.#fill(group, queue);
    log?.submit(group.changes);
    if (log === undefined || log.isReady) {
      this.#finish(group);
      return;
    }
    this.#pending = group;
    log.whenReady(() => {
      // A synchronous transaction may have waited for the group before this call came.
      if (this.#pending !== group) return;
      this.#finish(group);
      onFinished();
    });
  }

  /** Blocks until the pending group has been published or rejected. */
  finishPending(): void {
    if (this.#pending === undefined) return;
    if (this.#log?.isReady === false) this.#log.waitUntilReady();
    this.#finish(this.#pending);
  }

  /** Commits one transaction, and blocks until it is published. Nothing may be pending. */
  commitSync<Result>(run: (tx: Transaction) => Result, startedAt: number | undefined): Result {
    const log = this.#log;
    log?.begin(this.version + 1);
    let result: Result;
    try {
      result = this.#run(run, undefined);
    } catch (error) {
      log?.submit(0);
      throw error;
    }
    const changes = this.#hasChanges ? 1 : 0;
    log?.submitAndWait(changes);
    const rejection = this.#publish(changes);
    if (rejection !== undefined) throw rejection;
    if (startedAt !== undefined) this.latency.record(monotonicMs() - startedAt);
    this.#feed?.deliver();
    return result;
  }

  /**
   * The time, for one synchronous transaction in some. Hot: asking for the time twice would take as long as a small
   * transaction.
   */
  startOfMeasured(): number | undefined {
    if (this.#untilMeasured-- > 0) return undefined;
    this.#untilMeasured = UNMEASURED;
    return monotonicMs();
  }

  /** Called when the log has failed, or may have. */
  onLogFailure(): void {
    if (this.#log?.isReadable !== false) return;
    this.isReadable = false;
    this.#threads?.setUnreadable();
  }

  /** Applies what is pending, up to the limits of a group. What is queued later becomes the next group. */
  #fill(group: Group, queue: CommitQueue): void {
    for (const request of queue.takeLocal(queue.hasRemote ? LOCAL_MAX / 2 : LOCAL_MAX)) this.#add(request, group);
    if (this.#threads === undefined) return;
    for (let taken = 0; taken < REMOTE_MAX; taken++) {
      const request = queue.takeRemote();
      if (request === undefined) break;
      this.#add(request, group);
      group.hasRemote = true;
    }
    // Parts of a long transaction were read, which frees space in the ring.
    if (!group.hasRemote) this.#threads.flushReplies();
  }

  #add(request: Request, group: Group): void {
    const outcome = this.#outcomeOf(request);
    if (this.#hasChanges) group.changes++;
    group.applied.push({ request, outcome, version: this.version + group.changes });
  }

  #outcomeOf(request: Request): Outcome {
    try {
      return { result: this.#run(request.run, request) };
    } catch (error) {
      return { error };
    }
  }

  /**
   * Runs one transaction, and sets `#hasChanges`. If it throws, everything that it did is undone.
   *
   * Hot: allocates nothing but the transaction. Calls the function through `Reflect.apply` with an argument list whose
   * content V8 does not know, so V8 does not inline the systems of a program here. There they would share one inlining
   * budget: with five loops, getters and setters were not inlined, and a row took 5 to 15 ns instead of 3.
   */
  #run<Result>(run: (tx: Transaction) => Result, self: unknown): Result {
    const store = this.#store;
    const tx = new Transaction(store, this.#queries);
    store.begin();
    this.#running = tx;
    this.#hasChanges = false;
    try {
      this.#arguments[0] = tx;
      const result: Result = Reflect.apply(run, self, this.#arguments);
      if (isPromiseLike(result)) {
        // The caller gets the error below. A rejection of the promise would be reported a second time.
        ignoreRejection(result);
        throw asyncFunction();
      }
      if (store.isTouched && this.#checks !== undefined) {
        // A cascade can delete rows that iterators have not reached.
        store.working.iterations.endAll();
        this.#checks.enforce();
      }
      if (store.isTouched) this.#record();
      this.#hasChanges = store.endTransaction();
      return result;
    } catch (error) {
      store.rollback();
      throw error;
    } finally {
      tx.$end();
      this.#running = undefined;
      store.working.iterations.endAll();
    }
  }

  /** Records the running transaction for the log and the feed: for both, or for neither if one throws. */
  #record(): void {
    const logged = this.#log?.record();
    if (this.#feed === undefined) return;
    try {
      this.#feed.record(logged);
    } catch (error) {
      logged?.abandonTransaction();
      throw error;
    }
  }

  /** Publishes a group, or undoes it if the log rejected it, and resolves or rejects its requests. */
  #finish({ applied, changes, hasRemote, queuedAt }: Group): void {
    this.#pending = undefined;
    const rejection = this.#publish(changes);
    if (rejection === undefined) this.latency.record(monotonicMs() - queuedAt);
    for (const { request, outcome, version } of applied) {
      // What a transaction read or failed on may have been a change of another one in the group, which was undone.
      if (rejection !== undefined) request.reject(rejection);
      else if ('error' in outcome) request.reject(outcome.error);
      else request.resolve(outcome.result, version);
    }
    // What waits for the promises runs later, as microtasks.
    this.#feed?.deliver();
    if (hasRemote) this.#threads?.flushReplies();
  }

  /** Publishes what was applied. If the log rejected it, undoes it and returns the reason. */
  #publish(changes: number): EcsDbError | undefined {
    if (changes === 0) return undefined;
    const rejection = this.#log?.rejection;
    if (rejection === undefined) {
      this.version += changes;
      this.#watches?.collect();
      // Before publication, so that other threads find each published version in the feed.
      this.#feed?.publish(this.version - changes + 1);
      this.#store.publish(this.version);
      return undefined;
    }
    this.#store.rollbackGroup();
    this.#feed?.discard();
    this.#log?.abandonGroup();
    this.onLogFailure();
    return rejection;
  }
}

function queryEnded(): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    'a query of a transaction was used after the transaction had ended. Run it inside the function given to write().',
  );
}
