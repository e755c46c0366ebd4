/** The commit loop: takes what is queued, applies each transaction, publishes, settles the promises. */

import { EcsDbError } from '../errors.js';
import type { Queries } from '../query/index.js';
import type { Store } from '../table/index.js';
import { Transaction } from '../transaction/index.js';
import { LatencyRecorder, type LatencySummary } from './latency.js';

/** Transactions in one group at most, so that the first one of a long queue does not wait for all the others. */
const MAX_GROUP = 1024;

/** Synchronous transactions that go unmeasured between two that are. */
const UNMEASURED = 15;

/** A function to run as a transaction, and whom to tell. */
interface Request {
  run(tx: Transaction): unknown;
  /** Called after publication, with the version that contains the transaction. */
  resolve(result: unknown, version: number): void;
  reject(error: unknown): void;
}

/** A transaction of the group that has been applied and waits for publication. */
interface Applied {
  readonly request: Request;
  readonly result: unknown;
  readonly version: number;
}

export class CommitLoop {
  /** Number of the last published transaction. */
  version = 0;

  readonly #store: Store;
  /** Queries over the working side. */
  readonly #queries: Queries;
  readonly #latency: LatencyRecorder = new LatencyRecorder();
  #queue: Request[] = [];
  /** When the queue ceased to be empty, in milliseconds. */
  #oldestQueuedAt = 0;
  /** Synchronous transactions until one is measured. */
  #untilMeasured = 0;
  #scheduled = false;
  #applying = false;
  #closed = false;

  constructor(store: Store, queries: (isApplying: () => boolean) => Queries) {
    this.#store = store;
    this.#queries = queries(() => this.#applying);
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
  ): Promise<Value> {
    if (this.#applying) throw nestedWrite();
    if (this.#closed) return Promise.reject(databaseClosed());
    if (this.#queue.length === 0) this.#oldestQueuedAt = performance.now();
    return new Promise((resolve, reject) => {
      // The result is what this very function returned.
      this.#queue.push({ run, resolve: (result, version) => resolve(pick(result as Result, version)), reject });
      this.#schedule();
    });
  }

  /** Applies a transaction now, after everything that is queued, and publishes it before returning. */
  runSync<Result>(run: (tx: Transaction) => Result): Result {
    this.assertWritable();
    // Hot: asking for the time twice would take as long as a small transaction, so few of them are measured.
    const startedAt = this.#untilMeasured === 0 ? performance.now() : undefined;
    this.#untilMeasured = this.#untilMeasured === 0 ? UNMEASURED : this.#untilMeasured - 1;
    if (this.#queue.length > 0) this.#drain();
    const tx = this.#apply(run);
    if ('error' in tx) throw tx.error;
    this.#publish(tx.changed ? 1 : 0);
    if (startedAt !== undefined) this.#latency.record(performance.now() - startedAt);
    return tx.result;
  }

  /** Throws inside a transaction, and after `close`. */
  assertWritable(): void {
    if (this.#applying) throw nestedWrite();
    if (this.#closed) throw databaseClosed();
  }

  /** Commits what is queued, then takes nothing more. */
  close(): void {
    if (this.#closed) return;
    if (this.#applying) throw nestedWrite();
    this.#drain();
    this.#closed = true;
  }

  get closed(): boolean {
    return this.#closed;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#commitGroup();
      if (this.#queue.length > 0) this.#schedule();
    });
  }

  #drain(): void {
    while (this.#queue.length > 0) this.#commitGroup();
  }

  #commitGroup(): void {
    const group = this.#queue.length <= MAX_GROUP ? this.#queue : this.#queue.slice(0, MAX_GROUP);
    this.#queue = this.#queue.length <= MAX_GROUP ? [] : this.#queue.slice(MAX_GROUP);
    const applied: Applied[] = [];
    let changes = 0;
    for (const request of group) {
      const outcome = this.#apply(request.run);
      if ('error' in outcome) {
        request.reject(outcome.error);
        continue;
      }
      if (outcome.changed) changes++;
      applied.push({ request, result: outcome.result, version: this.version + changes });
    }
    this.#publish(changes);
    const now = performance.now();
    this.#latency.record(now - this.#oldestQueuedAt);
    this.#oldestQueuedAt = now;
    for (const { request, result, version } of applied) request.resolve(result, version);
  }

  /** Runs one transaction; whatever it throws, everything that it did is undone. */
  #apply<Result>(
    run: (tx: Transaction) => Result,
  ): { readonly result: Result; readonly changed: boolean } | { readonly error: unknown } {
    const store = this.#store;
    const tx = new Transaction(store, this.#queries);
    store.begin();
    this.#applying = true;
    try {
      const result = run(tx);
      if (isPromiseLike(result)) {
        // Whatever becomes of the promise, the caller gets the error below; a second report would only confuse.
        result.then(undefined, () => {});
        throw asyncFunction();
      }
      return { result, changed: store.settle() };
    } catch (error) {
      store.rollback();
      return { error };
    } finally {
      tx.$end();
      this.#applying = false;
      // Iterators that were left without being closed end with their transaction.
      while (store.visits.innermost !== undefined) store.visits.innermost.close();
    }
  }

  #publish(changes: number): void {
    if (changes === 0) return;
    this.#store.publish();
    this.version += changes;
  }
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

function nestedWrite(): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    'write was called inside a transaction. Use the tx that the function was given, or write after it has returned.',
  );
}

function asyncFunction(): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    'an async function was given to write; a transaction cannot wait. Await what is needed first, then call write with ' +
      'a function that does its work at once.',
  );
}

function databaseClosed(): EcsDbError {
  return new EcsDbError('CHANNEL_CLOSED', 'the database was closed. Open it again, or close it later.');
}
