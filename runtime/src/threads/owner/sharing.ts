/** The owner's end: what it shows to other threads, and what it takes from them. */

import { currentThread, onThreadEnd } from '#threads';
import { clearTimer, setTimer } from '../../clock.js';
import type { OtherThreads, Request } from '../../commit/index.js';
import type { Entity } from '../../entity/index.js';
import { assert, EcsDbError } from '../../errors.js';
import { makeSharedBuffer, type Side } from '../../memory/index.js';
import type { Store, StoreReaders, Table } from '../../table/index.js';
import { Bell, makeLanes, Watch } from '../lane/index.js';
import {
  ArchetypeWriter,
  CLOSED,
  type DatabaseHandle,
  makeHandle,
  makeProgramMemory,
  OWNER_BELL,
  PUBLISHED,
  requireSharedMemory,
  THREADS_MAX,
  UNREADABLE,
  WORDS,
  WRITER_BELL,
} from '../shared/index.js';
import { OperationApplier } from './apply-operations.js';
import { Members } from './members.js';
import { PublishedCounters } from './published-counters.js';
import { Readers } from './readers.js';
import { checkedShareOptions, requireSameOptions, type ShareOptions } from './share-options.js';

const WORD_BYTES = 4;

/** What `stats()` reports about an attached thread. */
export interface ThreadStats {
  /** The number of the thread: `threadId` in Node, elsewhere `AttachedDatabase.thread`. */
  readonly thread: number;
  /** True when it is looking at a version. */
  readonly isReading: boolean;
  /** Of transactions that it has sent and that wait to be applied. */
  readonly bytesWaiting: number;
}

export interface ThreadsStats {
  readonly attached: readonly ThreadStats[];
  /** Threads that ended without closing their access, and those that were cut off because their lane was damaged. */
  readonly lost: number;
}

/** What the commit loop is to do when something has come. */
type Hear = () => void;

export class Sharing implements StoreReaders, OtherThreads {
  #handle: DatabaseHandle | undefined;
  readonly #store: Store;
  readonly #options: Required<ShareOptions>;
  readonly #words: Int32Array;
  readonly #counters: PublishedCounters;
  readonly #archetypes: ArchetypeWriter;
  readonly #members: Members;
  /** Those that the owner has to wait for. */
  readonly #readers: Readers;
  /** Wakes the owner while it waits for readers. */
  readonly #writerBell: Bell;
  readonly #hear: Hear;
  readonly #forgetThreads: () => void;
  /** Waits until threads send or need something. */
  readonly #watch: Watch;
  /** The commit loop cannot take transactions now. */
  #isBlocked = false;
  /** Nobody is shown anything any more. */
  #hasEnded = false;
  #isClosed = false;
  /** While the database is being closed: called when all threads have been sent their replies. */
  #onReplied: (() => void) | undefined;
  /** Ids that threads have given back, or have left behind. */
  readonly #spareIds: Entity[] = [];

  /** `hear` is called when a thread has sent something, until `close`. */
  constructor(store: Store, schema: DatabaseHandle['schema'], options: ShareOptions, hear: Hear) {
    requireSharedMemory();
    this.#store = store;
    this.#options = checkedShareOptions(options);
    this.#hear = hear;
    store.makeShareable();
    const programMemory = makeProgramMemory();
    const words = programMemory?.buffer ?? makeSharedBuffer(WORDS * WORD_BYTES);
    this.#words = new Int32Array(words);
    this.#counters = new PublishedCounters(store);
    this.#watch = new Watch(new Bell(this.#words, OWNER_BELL), () => !this.#isBlocked && this.hasRequests, hear);
    this.#archetypes = new ArchetypeWriter(this.#words, store.archetypes);
    const { ringBytes } = this.#options;
    const lanes = makeLanes(THREADS_MAX, ringBytes);
    this.#members = new Members(this.#words, lanes, ringBytes, new OperationApplier(store, schema));
    this.#writerBell = new Bell(this.#words, WRITER_BELL);
    // A reader may be waiting for ids.
    const serve = (): void => this.serveLanes();
    this.#readers = new Readers(store, this.#members, this.#writerBell, this.#options.readerTimeoutMs, serve);
    this.#handle = makeHandle({
      schema,
      words,
      programMemory,
      counters: this.#counters.shared,
      registry: store.entities.slots.sides,
      archetypes: this.#archetypes.shared,
      tables: store.tables.map(({ id, regions: { records, dense, sparse } }) => ({
        tableId: id,
        records: records.sides,
        dense: dense.sides,
        sparse: sparse.sides,
      })),
      lanes,
      ringBytes,
    });
    this.#forgetThreads = onThreadEnd((thread) => {
      const isLost = this.#members.lose(thread);
      // Its own workers have ended before it, and nobody else tells.
      if (this.#members.loseGone() || isLost) this.#hear();
      this.#writerBell.ring();
    });
  }

  /** Checks options of a later call of `share()`. */
  requireSameOptions(options: ShareOptions): void {
    requireSameOptions(this.#options, options);
  }

  /** Releases what a thread held; false when it is not attached. Throws when it is known to run. */
  releaseThread(thread: number): boolean {
    if (thread === currentThread() || this.#members.isRunning(thread)) throw stillRuns(thread);
    const isLost = this.#members.lose(thread);
    this.#hear();
    this.#writerBell.ring();
    return isLost;
  }

  /** What threads attach with; there is none after `close`. */
  get handle(): DatabaseHandle {
    assert(this.#handle !== undefined, 'a closed database is not shared');
    return this.#handle;
  }

  countersOf(side: Side, tables: readonly Table[], version: number): void {
    this.#counters.write(side, tables, version);
  }

  publish(side: Side): void {
    if (!this.#hasEnded) Atomics.store(this.#words, PUBLISHED, side); // W1
  }

  isPinned(side: Side): boolean {
    return this.#members.reader(side) !== undefined; // W2, W4
  }

  /** What comes after `close` is not taken: nobody would be told what became of it. */
  get hasRequests(): boolean {
    return !this.#isClosed && this.#members.hasRequests;
  }

  endRequests(): void {
    this.#members.endRequests();
  }

  take(): Request | undefined {
    return this.#isClosed ? undefined : this.#members.take();
  }

  flushReplies(): void {
    this.#members.tell();
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
    return this.#readers.leaveSoon();
  }

  whenCaughtUp(then: (failure: EcsDbError | undefined) => void): void {
    this.#readers.whenGone(then);
  }

  waitUntilCaughtUp(): EcsDbError | undefined {
    return this.#readers.waitUntilGone();
  }

  stats(): ThreadsStats {
    const attached = this.#members.lanes.map(({ thread, pin, bytesWaiting }) => ({
      thread,
      isReading: pin !== 0,
      bytesWaiting,
    }));
    return { attached, lost: this.#members.lost };
  }

  /** Tells all threads that nothing may be read any more. */
  setUnreadable(): void {
    this.#end(UNREADABLE);
  }

  /**
   * Takes nothing more, and tells all threads that the database is closed once they have been told what was committed: at once, unless a
   * thread has not read so many replies that others found no space. Waits for such threads for as long as for readers.
   */
  close(then: () => void): void {
    this.#isClosed = true;
    const end = (): void => {
      this.#onReplied = undefined;
      clearTimer(timer);
      this.#forgetThreads();
      this.#end(CLOSED);
      // Whoever keeps the closed database keeps none of its memory.
      this.#watch.end();
      this.#handle = undefined;
      this.#archetypes.release();
      then();
    };
    const timer = setTimer(end, this.#options.readerTimeoutMs);
    this.#onReplied = end;
    if (this.#members.hasUnsentReplies) this.#members.loseGone();
    this.serveLanes();
  }

  #end(status: number): void {
    this.#hasEnded = true;
    this.#members.publishTaken();
    Atomics.store(this.#words, PUBLISHED, status);
    this.#members.wake();
  }
}

function stillRuns(thread: number): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    `thread ${thread} is still running, so what it holds cannot be released. End the thread first, or close its access there.`,
    { thread, expected: 'a thread that has ended', got: `thread ${thread}, which is running` },
  );
}
