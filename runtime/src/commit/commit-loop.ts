/** The commit loop: takes what is queued, applies each transaction, logs, publishes, settles the promises. */

import { monotonicMs, runMicrotask, runNextTurn } from '../clock.js';
import { EcsDbError } from '../errors.js';
import { ignoreRejection, isPromiseLike } from '../promise.js';
import type { Queries } from '../query/index.js';
import type { Store } from '../table/index.js';
import { asyncFunction, nestedCall, Transaction } from '../transaction/index.js';
import type { CommitLog } from './commit-log.js';
import type { CommitThreads } from './commit-threads.js';
import { LatencyRecorder, type LatencySummary } from './latency.js';
import type { Request } from './request.js';

/** Transactions in one group at most, so that the first one of a long queue does not wait for all the others. */
const MAX_GROUP = 1024;

/**
 * Transactions of other threads in one group at most. They are answered group by group, so that a thread can go on with the answers of
 * one while the next is applied; with 1,024 of them it and the owner would wait for each other in turn, at 0.8 of the rate.
 */
const MAX_REMOTE = 256;

/** Synchronous transactions that go unmeasured between two that are. */
const UNMEASURED = 15;

/**
 * Milliseconds after which a group waits for the event loop to turn. Groups run as microtasks; a writer that awaits one after the other
 * would otherwise keep timers and sockets waiting for ever.
 */
const TURN_AFTER_MS = 10;

type Outcome<Result> = { readonly result: Result; readonly changed: boolean } | { readonly error: unknown };

/** A transaction of a group that has been applied, and waits for the group to be published. */
interface Applied {
  readonly request: Request;
  readonly outcome: Outcome<unknown>;
  readonly version: number;
}

/** A group that has been applied. */
interface Group {
  readonly applied: Applied[];
  /** Transactions in it that changed something. */
  changes: number;
  /** True when some of them came from other threads. */
  hasRemote: boolean;
}

/**
 *   queue -> apply one by one -> log -> (the log is ready) -> publish -> settle
 *
 * At most one group is between "apply" and "publish"; what comes meanwhile waits in the queue and becomes the next group. Without a
 * log, or where the durability does not ask for it, nothing is waited for.
 */
export class CommitLoop {
  /** Number of the last published transaction. */
  version: number;
  /** False once the database was closed, or must not be read any more. */
  isReadable = true;

  readonly #store: Store;
  readonly #log: CommitLog | undefined;
  /** Queries over the working side. */
  readonly #queries: Queries;
  readonly #latency: LatencyRecorder = new LatencyRecorder();
  #queue: Request[] = [];
  /** When the queue ceased to be empty, in milliseconds. */
  #oldestQueuedAt = 0;
  /** When the queue of the group that waits for the log ceased to be empty. */
  #groupQueuedAt = 0;
  /** Synchronous transactions until one is measured. */
  #untilMeasured = 0;
  #scheduled = false;
  /** When a group last waited for the event loop to turn. */
  #turnedAt = 0;
  /** The transaction that is being applied. */
  #running: Transaction | undefined;
  #closed = false;
  /** The group that waits for the log. */
  #waiting: Group | undefined;
  /** Other threads, once the database is shared. */
  #threads: CommitThreads | undefined;
  /** True while the next group waits for readers in other threads. */
  #isHeldUp = false;
  /** Called when everything queued has been settled. */
  #drained: (() => void)[] = [];

  /** `version` is the last one of what the store holds. */
  constructor(
    store: Store,
    queries: (assertUsable: (isWriting: boolean) => void) => Queries,
    version: number,
    log?: CommitLog,
  ) {
    this.#store = store;
    this.#log = log;
    this.version = version;
    this.#queries = queries((isWriting) => {
      if (this.#running === undefined) throw queryEnded();
      if (isWriting) this.#running.$assertWritable();
    });
  }

  /** Latencies of groups, from the queueing of the oldest transaction to publication. */
  get latency(): LatencySummary {
    return this.#latency.summary();
  }

  /**
   * Queues a transaction; it commits with its neighbours of the same moment as one group. Resolves with what `pick` makes
   * of the function's result and the transaction's version.
   */
  enqueue<Result, Value>(
    run: (tx: Transaction) => Result,
    pick: (result: Result, version: number) => Value,
    call: string,
  ): Promise<Value> {
    if (this.#running !== undefined) throw nestedCall(call);
    const refusal = this.#refusal;
    if (refusal !== undefined) return Promise.reject(refusal);
    if (this.#queue.length === 0) this.#oldestQueuedAt = monotonicMs();
    return new Promise((resolve, reject) => {
      // The result is what this very function returned.
      this.#queue.push({ run, resolve: (result, version) => resolve(pick(result as Result, version)), reject });
      this.#schedule();
    });
  }

  /** Applies a transaction now, after everything that is queued, and publishes it before returning. */
  runSync<Result>(run: (tx: Transaction) => Result): Result {
    this.assertWritable('writeSync');
    // Hot: asking for the time twice would take as long as a small transaction, so few of them are measured.
    const startedAt = this.#untilMeasured === 0 ? monotonicMs() : undefined;
    this.#untilMeasured = this.#untilMeasured === 0 ? UNMEASURED : this.#untilMeasured - 1;
    if (this.#queue.length > 0 || this.#waiting !== undefined) {
      this.#drain();
      this.assertWritable('writeSync');
    }
    const heldUp = this.#catchUp();
    if (heldUp !== undefined) throw heldUp;
    const log = this.#log;
    log?.begin(this.version + 1);
    const outcome = this.#apply({ run });
    const changes = 'error' in outcome || !outcome.changed ? 0 : 1;
    log?.submit(changes);
    if ('error' in outcome) throw outcome.error;
    if (log !== undefined && !log.isReady) log.waitUntilReady();
    if (changes > 0) {
      if (log?.rejection !== undefined) throw this.#undo(log.rejection);
      this.#publish(changes);
    }
    if (startedAt !== undefined) this.#latency.record(monotonicMs() - startedAt);
    return outcome.result;
  }

  /** Throws inside a transaction, after `close`, and when the log accepts nothing. */
  assertWritable(call: string): void {
    if (this.#running !== undefined) throw nestedCall(call);
    const refusal = this.#refusal;
    if (refusal !== undefined) throw refusal;
  }

  /** Throws after `close`, and when the log has failed so that nothing may be read. */
  assertReadable(): void {
    if (this.isReadable) return;
    throw this.#refusal ?? databaseClosed();
  }

  /** Takes nothing more, and calls `then` once everything has been settled that is queued now, here or in other threads' rings. */
  close(then: () => void): void {
    if (this.#running !== undefined) throw nestedCall('close');
    this.#closed = true;
    this.#threads?.endRequests();
    if (this.#log === undefined) this.#drain();
    this.whenDrained(() => {
      this.isReadable = false;
      then();
    });
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Calls `then` when nothing is queued and nothing waits for the log: at once, if so now. */
  whenDrained(then: () => void): void {
    if (!this.#hasRequests && this.#waiting === undefined) {
      then();
      return;
    }
    this.#drained.push(then);
    this.#schedule();
  }

  /** From now on transactions come from other threads, too, which read the published side. */
  share(threads: CommitThreads): void {
    this.#threads = threads;
    this.hear();
  }

  /** Called when other threads may have sent something. */
  hear(): void {
    if (this.#waiting === undefined && this.#running === undefined) this.#threads?.rest();
    if (this.#isHeldUp) this.#threads?.idle(true);
    else this.#proceed();
  }

  get #hasRequests(): boolean {
    return this.#queue.length > 0 || this.#threads?.hasRequests === true;
  }

  get #refusal(): EcsDbError | undefined {
    return this.#closed ? databaseClosed() : this.#log?.refusal;
  }

  #schedule(): void {
    if (this.#scheduled || this.#isHeldUp || this.#waiting !== undefined) return;
    this.#scheduled = true;
    const commit = (): void => {
      this.#scheduled = false;
      // A synchronous write may have taken the queue meanwhile, and the database been closed.
      if (this.#waiting !== undefined || (this.#closed && !this.#hasRequests && this.#drained.length === 0)) return;
      if (!this.#isCaughtUp) {
        this.#holdUp();
        return;
      }
      this.#commitGroup();
      this.#proceed();
    };
    if (this.#oldestQueuedAt - this.#turnedAt < TURN_AFTER_MS) {
      runMicrotask(commit);
      return;
    }
    this.#turnedAt = this.#oldestQueuedAt;
    runNextTurn(commit);
  }

  /** Goes on after a group: with the next one, or, if there is none, with those who wait for that. */
  #proceed(): void {
    if (this.#waiting !== undefined) return;
    // What comes before the loop goes idle is seen now, what comes after it rings.
    if (!this.#hasRequests) this.#threads?.idle(false);
    if (this.#hasRequests) {
      if (this.#queue.length === 0) this.#oldestQueuedAt = monotonicMs();
      this.#schedule();
      return;
    }
    const drained = this.#drained;
    if (drained.length === 0) return;
    this.#drained = [];
    for (const then of drained) then();
  }

  /** Commits everything that is queued, blocking where the log has to be waited for. */
  #drain(): void {
    this.#finishWaiting();
    while (this.#queue.length > 0) {
      const heldUp = this.#catchUp();
      if (heldUp === undefined) this.#commitGroup();
      else this.#refuse(heldUp);
      this.#finishWaiting();
    }
  }

  /** Waits until readers in other threads leave the working side. */
  #holdUp(): void {
    this.#isHeldUp = true;
    this.#threads?.whenCaughtUp((failure) => {
      this.#isHeldUp = false;
      if (failure !== undefined) this.#refuse(failure);
      this.#proceed();
    });
    if (this.#isHeldUp) this.#threads?.idle(true);
  }

  /** The same, blocking; answers why it was in vain. */
  #catchUp(): EcsDbError | undefined {
    return this.#isCaughtUp ? undefined : this.#threads?.waitUntilCaughtUp();
  }

  /** True when the working side can be written, at once or in a moment. */
  get #isCaughtUp(): boolean {
    return this.#store.catchUp() || this.#threads?.catchUpSoon() === true;
  }

  /** Rejects everything that waits to be applied. */
  #refuse(error: EcsDbError): void {
    const requests = this.#queue;
    this.#queue = [];
    for (const request of requests) request.reject(error);
    const threads = this.#threads;
    if (threads === undefined) return;
    for (let request = threads.take(); request !== undefined; request = threads.take()) request.reject(error);
    threads.told();
  }

  #finishWaiting(): void {
    if (this.#waiting === undefined) return;
    this.#log?.waitUntilReady();
    this.#finish(this.#waiting);
  }

  #commitGroup(): void {
    const threads = this.#threads;
    threads?.rest();
    // Neither the queue nor other threads keep the other waiting for ever.
    const limit = threads?.hasRequests === true ? MAX_GROUP / 2 : MAX_GROUP;
    const requests = this.#queue.length <= limit ? this.#queue : this.#queue.slice(0, limit);
    this.#queue = this.#queue.length <= limit ? [] : this.#queue.slice(limit);
    this.#groupQueuedAt = this.#oldestQueuedAt;
    this.#oldestQueuedAt = monotonicMs();
    const log = this.#log;
    if (log?.refusal !== undefined) {
      for (const request of requests) request.reject(log.refusal);
      if (this.#queue.length === 0) this.#refuse(log.refusal);
      return;
    }
    log?.begin(this.version + 1);
    const group: Group = { applied: [], changes: 0, hasRemote: false };
    for (const request of requests) this.#add(request, group);
    if (threads !== undefined) {
      for (let taken = 0; taken < MAX_REMOTE; taken++) {
        const request = threads.take();
        if (request === undefined) break;
        this.#add(request, group);
        group.hasRemote = true;
      }
      // What has come in part has made room.
      if (!group.hasRemote) threads.told();
    }
    log?.submit(group.changes);
    if (log === undefined || log.isReady) {
      this.#finish(group);
      return;
    }
    this.#waiting = group;
    log.whenReady(() => {
      // A synchronous write may have waited for the group before this call came.
      if (this.#waiting !== group) return;
      this.#finish(group);
      this.#proceed();
    });
  }

  #add(request: Request, group: Group): void {
    const outcome = this.#apply(request);
    if ('result' in outcome && outcome.changed) group.changes++;
    group.applied.push({ request, outcome, version: this.version + group.changes });
  }

  /** Publishes a group and tells those who wait for it; or undoes it, if the log could not take it. */
  #finish(group: Group): void {
    this.#waiting = undefined;
    this.#tell(group);
    if (group.hasRemote) this.#threads?.told();
  }

  #tell({ applied, changes }: Group): void {
    const rejection = changes > 0 ? this.#log?.rejection : undefined;
    if (rejection !== undefined) {
      this.#undo(rejection);
      // What the others read or failed on may have been a neighbour's change, which never happened.
      for (const { request } of applied) request.reject(rejection);
      return;
    }
    this.#publish(changes);
    this.#latency.record(monotonicMs() - this.#groupQueuedAt);
    for (const { request, outcome, version } of applied) {
      if ('error' in outcome) request.reject(outcome.error);
      else request.resolve(outcome.result, version);
    }
  }

  /** Runs one transaction; whatever it throws, everything that it did is undone. */
  #apply<Result>(request: { run(tx: Transaction): Result }): Outcome<Result> {
    const store = this.#store;
    const tx = new Transaction(store, this.#queries);
    store.begin();
    this.#running = tx;
    try {
      const result = request.run(tx);
      if (isPromiseLike(result)) {
        // Whatever becomes of the promise, the caller gets the error below; a second report would only confuse.
        ignoreRejection(result);
        throw asyncFunction();
      }
      if (this.#log !== undefined && store.isTouched) this.#log.record();
      return { result, changed: store.settle() };
    } catch (error) {
      store.rollback();
      return { error };
    } finally {
      tx.$end();
      this.#running = undefined;
      store.workingIterations.endAll();
    }
  }

  #publish(changes: number): void {
    if (changes === 0) return;
    this.version += changes;
    this.#store.publish(this.version);
  }

  /** Called when the log has failed, or may have. */
  noticeFailure(): void {
    if (this.#log?.isReadable !== false) return;
    this.isReadable = false;
    this.#threads?.setUnreadable();
  }

  #undo(rejection: EcsDbError): EcsDbError {
    this.#store.discard();
    this.#log?.abandonGroup();
    this.noticeFailure();
    return rejection;
  }
}

function queryEnded(): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    'a query of a transaction was used after the transaction had ended. Run it inside the function given to write().',
  );
}

function databaseClosed(): EcsDbError {
  return new EcsDbError('CHANNEL_CLOSED', 'the database was closed. Open it again, or close it later.', {
    outcome: 'not-committed',
  });
}
