/** A shared database, from the owner's side: what it publishes to attached threads, and what it takes from them. */

import { currentThread, onThreadEnd } from '#threads';
import { clearTimer, setTimer } from '../../clock.js';
import type { OtherThreads, Request } from '../../commit/index.js';
import type { Entity } from '../../entity/index.js';
import { assert, EcsDbError } from '../../errors.js';
import { makeSharedBuffer, moveToShared, type Side } from '../../memory/index.js';
import type { SharedStoreReaders, Store, Table } from '../../table/index.js';
import { Bell, makeLanes, Watch } from '../lane/index.js';
import {
  CLOSED,
  type DatabaseHandle,
  makeHandle,
  makeProgramMemory,
  OWNER_BELL,
  PUBLISHED,
  THREADS_MAX,
  UNREADABLE,
  WORDS_BYTES,
  WRITER_BELL,
} from '../shared/index.js';
import { OperationApplier } from './accepted-operations.js';
import { FeedWishes, type SharedFeed } from './feed-wishes.js';
import { Members } from './members.js';
import { PublishedCounters } from './published-counters.js';
import { checkedShareOptions, requireSameOptions, type ShareOptions } from './share-options.js';
import { ReaderWatch } from './wait-for-readers.js';

/** What `stats()` reports about an attached thread. */
export interface ThreadStats {
  /** The number of the thread: `threadId` in Node, elsewhere `AttachedDatabase.thread`. */
  readonly thread: number;
  /** True while it has pinned a version. */
  readonly isReading: boolean;
  /** Bytes of transactions that it has sent and that are not applied. */
  readonly bytesWaiting: number;
}

export interface ThreadsStats {
  readonly attached: readonly ThreadStats[];
  /** Threads that ended without closing their access, and threads that were expelled because their lane was damaged. */
  readonly lost: number;
}

export class Sharing implements SharedStoreReaders, OtherThreads {
  #handle: DatabaseHandle | undefined;
  readonly #store: Store;
  readonly #options: Required<ShareOptions>;
  readonly #words: Int32Array;
  readonly #counters: PublishedCounters;
  readonly #members: Members;
  /** The wait for readers. */
  readonly #readers: ReaderWatch;
  /** ReaderWatch ring it to wake the owner. */
  readonly #writerBell: Bell;
  readonly #onActivity: () => void;
  readonly #unsubscribe: () => void;
  /** Waits until threads send or need something. */
  readonly #watch: Watch;
  /** The commit loop cannot take transactions now. */
  #isBlocked = false;
  /** True once nothing is published any more. */
  #hasEnded = false;
  #isClosed = false;
  /** Set while the database is being closed: called once all replies were sent. */
  #onReplied: (() => void) | undefined;
  /** Ids that were issued to threads that have left or ended. */
  readonly #spareIds: Entity[] = [];

  readonly #feedWishes: FeedWishes | undefined;

  /**
   * `feed` is undefined in a bundle without the feed. `onActivity` is called when a thread may have sent something,
   * until `close`.
   */
  constructor(
    store: Store,
    schema: DatabaseHandle['schema'],
    options: ShareOptions,
    feed: SharedFeed | undefined,
    onActivity: () => void,
  ) {
    this.#store = store;
    this.#options = checkedShareOptions(options);
    this.#onActivity = onActivity;
    shareMemory(store, this.#options.sides);
    const programMemory = makeProgramMemory();
    const words = programMemory?.buffer ?? makeSharedBuffer(WORDS_BYTES);
    this.#words = new Int32Array(words);
    this.#counters = new PublishedCounters(store);
    this.#watch = new Watch(new Bell(this.#words, OWNER_BELL), () => !this.#isBlocked && this.hasRequests, onActivity);
    const { ringBytes } = this.#options;
    const lanes = makeLanes(THREADS_MAX, ringBytes);
    this.#feedWishes = feed && new FeedWishes(this.#words, feed.record);
    const applier = new OperationApplier(store, schema);
    this.#members = new Members(this.#words, lanes, ringBytes, applier, this.#feedWishes);
    this.#writerBell = new Bell(this.#words, WRITER_BELL);
    // While the owner waits for a reader, the reader may wait for ids.
    const serve = (): void => this.serveLanes();
    this.#readers = new ReaderWatch(store, this.#members, this.#writerBell, this.#options.readerTimeoutMs, serve);
    this.#handle = makeHandle({
      schema,
      words,
      programMemory,
      counters: this.#counters.shared,
      registry: store.entities.slots.sides,
      tables: store.tables.map(({ id, regions: { records, dense, sparse }, ordered }) => ({
        tableId: id,
        records: records.sides,
        dense: dense.sides,
        sparse: sparse.sides,
        indexes: ordered.map(({ region }) => region.sides),
      })),
      lanes,
      ringBytes,
      feed: feed?.memory,
    });
    this.#unsubscribe = onThreadEnd((thread) => {
      const wasAttached = this.#members.release(thread);
      // Its own workers have ended before it, and Node reports their end to that thread only.
      if (this.#members.releaseEnded() || wasAttached) this.#onActivity();
      this.#writerBell.ring();
    });
  }

  /** Checks the options of a later call of `share()`. */
  requireSameOptions(options: ShareOptions): void {
    requireSameOptions(this.#options, options);
  }

  /** Releases what a thread that has ended held. False if it was not attached. Throws if it is known to run. */
  releaseThread(thread: number): boolean {
    if (thread === currentThread() || this.#members.isRunning(thread)) throw stillRuns(thread);
    const wasAttached = this.#members.release(thread);
    this.#onActivity();
    this.#writerBell.ring();
    return wasAttached;
  }

  /** What threads attach with, until `close`. */
  get handle(): DatabaseHandle {
    assert(this.#handle !== undefined, 'a closed database is not shared');
    return this.#handle;
  }

  beginCounters(version: number): void {
    this.#counters.begin(version);
  }

  writeCounters(tables: readonly Table[], count: number, version: number): void {
    this.#counters.write(tables, count, version);
  }

  publish(side: Side): void {
    if (this.#hasEnded) return;
    Atomics.store(this.#words, PUBLISHED, side); // W1
    this.#feedWishes?.ring();
  }

  isPinned(side: Side): boolean {
    return this.#members.reader(side) !== undefined; // W2, W4
  }

  /** After `close` nothing is taken, because no reply could be sent. */
  get hasRequests(): boolean {
    return !this.#isClosed && this.#members.hasRequests;
  }

  endRequests(): void {
    this.#members.endRequests();
  }

  take(): Request | undefined {
    return this.#isClosed ? undefined : this.#members.takeRequest();
  }

  flushReplies(): void {
    this.#members.flush();
  }

  serveLanes(): void {
    this.#members.serve(this.#store.entities, this.#spareIds);
    if (this.#onReplied !== undefined && (this.#hasEnded || !this.#members.hasUnsentReplies)) this.#onReplied();
  }

  watchLanes(isBlocked: boolean): void {
    this.#isBlocked = isBlocked;
    this.serveLanes();
    this.#watch.begin();
  }

  catchUpSoon(): boolean {
    return this.#readers.catchUpSoon();
  }

  whenCaughtUp(then: (failure: EcsDbError | undefined) => void): void {
    this.#readers.whenCaughtUp(then);
  }

  waitUntilCaughtUp(): EcsDbError | undefined {
    return this.#readers.waitUntilCaughtUp();
  }

  stats(): ThreadsStats {
    const attached = this.#members.lanes.map(({ thread, pin, pendingBytes }) => ({
      thread,
      isReading: pin !== 0,
      bytesWaiting: pendingBytes,
    }));
    return { attached, lost: this.#members.lost };
  }

  /** From now on, attached threads must not read, because the log has failed. */
  setUnreadable(): void {
    this.#end(UNREADABLE);
  }

  /**
   * Takes nothing more. Once all replies were sent, marks the database as closed and calls `then`. That is at once,
   * unless replies are queued because a thread has not read earlier ones; then it waits for up to `readerTimeoutMs`.
   */
  close(then: () => void): void {
    this.#isClosed = true;
    const end = (): void => {
      this.#onReplied = undefined;
      clearTimer(timer);
      this.#unsubscribe();
      this.#end(CLOSED);
      // So that a reference to the closed database does not keep its memory.
      this.#watch.end();
      this.#handle = undefined;
      then();
    };
    const timer = setTimer(end, this.#options.readerTimeoutMs);
    this.#onReplied = end;
    if (this.#members.hasUnsentReplies) this.#members.releaseEnded();
    this.serveLanes();
  }

  #end(status: number): void {
    this.#hasEnded = true;
    this.#members.publishTaken();
    Atomics.store(this.#words, PUBLISHED, status);
    this.#members.wakeAll();
    this.#feedWishes?.ring();
  }
}

/** Moves everything to memory that other threads can read. If it throws, nothing has changed. */
function shareMemory(store: Store, sides: number): void {
  const { memory } = store;
  if (sides === 3) memory.addSide();
  try {
    moveToShared(memory.regions);
  } catch (error) {
    if (sides === 3) memory.removeAddedSide();
    throw error;
  }
  store.refresh();
}

function stillRuns(thread: number): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    `thread ${thread} is running, so what it holds cannot be released. End the thread first, or close its access ` +
      'there.',
    { thread, expected: 'a thread that has ended', got: `thread ${thread}, which is running` },
  );
}
