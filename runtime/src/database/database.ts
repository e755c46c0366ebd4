/** The database: opening and closing it, and wiring the modules together. */

import { createFeed } from '#feed';
import { createWatches } from '#watch';
import { type NotPromise, rejectUnlessFunction, requireFunction, requireVersion, wrongArgument } from '../arguments.js';
import { CommitLoop } from '../commit/index.js';
import { type AnyComponent, type DynamicComponent, requireSchema, type Schema } from '../component/index.js';
import type { Checkpoint, DatabaseOrigin, OpenOptions, Storage } from '../durable/index.js';
import type { Entity } from '../entity/index.js';
import { EcsDbError } from '../errors.js';
import type { CheckedMigrations, MigrationsOf } from '../evolution/index.js';
import {
  type Commit,
  type CommitListener,
  type CompleteFeedOptions,
  completeFeedOptions,
  type Feed,
  type FeedOptions,
} from '../feed/index.js';
import { callListener } from '../listener.js';
import { whenCollected } from '../memory/index.js';
import { requireBoolean, requireOptions } from '../options.js';
import { Queries } from '../query/index.js';
import { dynamicComponentOf, Reader } from '../read/index.js';
import type { RecoveryReport } from '../recovery/index.js';
import { Store } from '../table/index.js';
import type { Sharing } from '../threads/index.js';
import {
  type InsertArguments,
  type RowChange,
  rowsForCreate,
  type Transaction,
  TransactionBuilder,
} from '../transaction/index.js';
import type { DatabaseWatches, EntityListener, RowListener, WatchArguments, WatchTarget } from '../watch/index.js';
import { type DatabaseStats, NO_THREADS, statsOf } from './stats.js';

const MEMORY = 'Database.memory';

/** Options of `Database.memory`. */
export interface MemoryOptions extends FeedOptions {
  /**
   * Debug mode, for tests and development. Using a row after its callback or loop step has ended throws, always. A
   * callback of `runs` that writes to a column which it may only read throws. Loops take many times as long. Default:
   * `false`.
   */
  readonly debug?: boolean;
}

/**
 * An embedded database of entities and components. Reads see the last published state; writes are transactions. A
 * process may have several databases.
 */
export class Database extends Reader {
  readonly #store: Store;
  readonly #schema: Schema;
  readonly #commits: CommitLoop;
  readonly #storage: Storage | undefined;
  #closing: Promise<void> | undefined;
  #sharing: Sharing | undefined;
  #queriesInTransactions: Queries | undefined;
  readonly #feedOptions: CompleteFeedOptions;
  #feed: Feed | undefined;
  #watches: DatabaseWatches | undefined;
  readonly #closeListeners: Set<() => void> = new Set();

  private constructor(schema: Schema, store: Store, feed: CompleteFeedOptions, version = 0, storage?: Storage) {
    super(store.published, new Queries({ side: store.published, assertUsable: () => this.assertOpen() }), true);
    this.#store = store;
    this.#schema = schema;
    this.#storage = storage;
    this.#feedOptions = feed;
    const working = (assertUsable: (isWriting: boolean) => void): Queries => {
      this.#queriesInTransactions = new Queries({ side: store.working, assertUsable });
      return this.#queriesInTransactions;
    };
    this.#commits = new CommitLoop(store, working, version, storage?.log);
    storage?.attach(this.#commits);
  }

  /** A database in memory only: nothing is stored on disk, and nothing outlives the process. */
  static memory(schema: Schema, options: MemoryOptions = {}): Database {
    requireSchema('Database.memory', schema);
    requireOptions(MEMORY, options, ['debug', 'feed', 'onError']);
    const { debug = false } = options;
    requireBoolean(MEMORY, 'debug', debug);
    const feed = completeFeedOptions(MEMORY, options);
    return new Database(schema, new Store(schema, debug), feed);
  }

  /**
   * Opens the database in a directory, and creates it if there is none. Its content is read into memory. Commits are
   * acknowledged as `durability` says. Only one process can have a directory open.
   *
   * @throws EcsDbError `LOCKED`, `SCHEMA_MISMATCH`, `CORRUPT`, `NOT_A_DATABASE`, `FORMAT_UNSUPPORTED`, `ACCESS_DENIED`,
   * `DISK_FULL`, `IO_ERROR`, `INVALID_OPTION`, `SCHEMA_ERROR`
   */
  static open<Given extends Schema, Functions extends MigrationsOf<Given>>(
    schema: Given,
    options: OpenOptions<Functions & CheckedMigrations<Functions, MigrationsOf<Given>>>,
  ): Promise<Database>;
  static async open(schema: Schema, options: OpenOptions): Promise<Database> {
    const given = copyOf(options);
    const cwd = currentDirectory();
    const { openStorage } = await import('#durable');
    const { store, version, storage, feed } = await openStorage(schema, given, cwd);
    return new Database(schema, store, feed, version, storage);
  }

  /** The schema that the database was opened with. */
  get schema(): Schema {
    return this.#schema;
  }

  /**
   * Number of the last published transaction that created, deleted or opened for writing an entity or a row, even if
   * no value changed. A transaction that only read has no number of its own.
   */
  get version(): number {
    return this.#commits.version;
  }

  /** @internal */
  override get $state(): string {
    return `version ${this.version}`;
  }

  /** Number of the last transaction that is known to be on the device. 0 for a database in memory. */
  get durableVersion(): number {
    return this.#storage?.durableVersion ?? 0;
  }

  /**
   * What recovery found when the directory was opened. `undefined` for a new directory and for a database in memory.
   */
  get recovery(): RecoveryReport | undefined {
    return this.#storage?.report;
  }

  /** @internal */
  get store(): Store {
    return this.#store;
  }

  /** @internal `undefined` for a database in memory. */
  get $origin(): DatabaseOrigin | undefined {
    return this.#storage?.origin;
  }

  /** @internal */
  get $commits(): CommitLoop {
    return this.#commits;
  }

  /** @internal Set by `share()`, so that programs without threads do not contain its code. */
  get $sharing(): Sharing | undefined {
    return this.#sharing;
  }

  set $sharing(sharing: Sharing | undefined) {
    this.#sharing = sharing;
  }

  /** @internal */
  $createFeed(): Feed {
    this.#feed ??= createFeed(this.#store, this.#feedOptions);
    return this.#feed;
  }

  /** @internal Calls `listener` when the database has been closed. Returns a function that removes it. */
  $onClose(listener: () => void): () => void {
    this.assertOpen();
    this.#closeListeners.add(listener);
    return () => this.#closeListeners.delete(listener);
  }

  /** @internal From now on commits are recorded. Nothing may be applied and not published. */
  $startRecording(feed: Feed): void {
    if (feed.isRecording) return;
    feed.start(this.version);
    this.#commits.groups.startFeed(feed);
  }

  /** @internal */
  override assertOpen(): void {
    if (!this.#commits.groups.isReadable) this.#commits.assertReadable();
  }

  /**
   * Runs `run` as a transaction. Resolves with its result when the transaction is committed. Transactions that are
   * queued at the same moment are committed together. If `run` throws, everything it did is undone, and the promise
   * rejects with the error.
   */
  write<Result>(run: (tx: Transaction) => NotPromise<Result>): Promise<Result> {
    // `NotPromise` exists for the compiler only; at run time the commit loop rejects promises.
    return rejectUnlessFunction('write', run) ?? this.#commits.enqueue((tx) => run(tx) as Result, pickResult, 'write');
  }

  /**
   * Runs `run` as a transaction, which is committed and published on return. Queued transactions are committed first.
   */
  writeSync<Result>(run: (tx: Transaction) => NotPromise<Result>): Result {
    requireFunction('writeSync', run);
    // `NotPromise` exists for the compiler only. Hot: into a function around `run`, V8 would inline `run`; see
    // `GroupCommit`.
    return this.#commits.runSync(run) as Result;
  }

  /** Begins a transaction in the builder form: operations are collected, then committed together. */
  transaction(): TransactionBuilder {
    this.#commits.assertWritable('transaction');
    return new TransactionBuilder((run) => this.#version(run, 'commit'));
  }

  /** `create` as a transaction of its own. Resolves with the new entity. */
  create(): Promise<Entity>;
  create(...unexpected: readonly unknown[]): Promise<Entity> {
    if (unexpected.length > 0) return Promise.reject(rowsForCreate(unexpected[0]));
    return this.#commits.enqueue((tx) => tx.create(), pickResult, 'create');
  }

  /** `destroy` as a transaction of its own. Resolves with its version. */
  destroy(entity: Entity): Promise<number> {
    return this.#version((tx) => tx.destroy(entity), 'destroy');
  }

  /** `insert` as a transaction of its own. Resolves with its version. */
  insert<C extends AnyComponent>(entity: Entity, component: C, ...data: InsertArguments<C>): Promise<number> {
    return this.#version((tx) => tx.insert(entity, component, ...data), 'insert');
  }

  /** `put` as a transaction of its own. Resolves with its version. */
  put<C extends AnyComponent>(entity: Entity, component: C, ...data: InsertArguments<C>): Promise<number> {
    return this.#version((tx) => tx.put(entity, component, ...data), 'put');
  }

  /** `update` as a transaction of its own. Resolves with its version. */
  update<C extends AnyComponent>(entity: Entity, component: C, change: RowChange<C>): Promise<number> {
    return this.#version((tx) => tx.update(entity, component, change), 'update');
  }

  /** `delete` as a transaction of its own. Resolves with its version. */
  delete(entity: Entity, component: AnyComponent): Promise<number> {
    return this.#version((tx) => tx.delete(entity, component), 'delete');
  }

  /**
   * Calls `listener` after each transaction with a version, in order: when it is published, before the promises of
   * `write` settle and before `writeSync` returns. Commits that listeners make are delivered afterwards. What it throws
   * is passed to the option `onError`, and affects nothing else. `{ old: true }` also shows rows as they were before.
   * Returns a function that removes the listener.
   *
   * @throws EcsDbError `TRANSACTION_ERROR` inside a transaction, and for a replica: `watch` tells what changes there
   */
  onCommit(listener: CommitListener, options: { readonly old?: boolean } = {}): () => void {
    requireFunction('onCommit', listener);
    requireOptions('onCommit', options, ['old']);
    const { old = false } = options;
    requireBoolean('onCommit', 'old', old);
    return this.#startFeed('onCommit', old).subscribe(listener, old, this.version);
  }

  /**
   * Iterates over the commits after `version`, as far as they are kept in memory; the option `feed` says how many bytes
   * are. They are recorded from the first call of this method or of `onCommit` on. Each commit is a copy.
   *
   * @throws EcsDbError `VERSION_GONE` if some of them are not kept, also when the loop reaches one that was
   * overwritten meanwhile; `TRANSACTION_ERROR` inside a transaction
   */
  commitsSince(version: number): Iterable<Commit> {
    requireVersion('commitsSince', version);
    return this.#startFeed('commitsSince', false).commitsSince(version, this.version);
  }

  /**
   * Iterates over the commits after `version` of a database in a directory: those that are on the device at this call,
   * so up to `durableVersion`. They are read from the log while the loop runs. Each commit is a copy. The log has no
   * times, and only the changed bytes of an updated row: `at`, and `data` of an `update`, are `undefined`.
   *
   * @throws EcsDbError `TRANSACTION_ERROR` for a database in memory. The loop throws `VERSION_GONE` if the log does not
   * reach back so far, also when a checkpoint deletes a segment before the loop has reached it; `CORRUPT`;
   * `CHANNEL_CLOSED` after `close`
   */
  history(version: number): AsyncIterable<Commit<undefined>> {
    requireVersion('history', version);
    this.assertOpen();
    if (this.#storage === undefined) throw nothingOnDisk();
    return this.#storage.history(this.#store, version);
  }

  /**
   * Calls `listener` when something has changed: once for each turn in which commits were published, as a microtask,
   * with the net difference. What is watched can be
   *
   * - an entity: in which tables its rows came, changed or went;
   * - an entity and a component, or a component: which rows did;
   * - a query: which entities began to match, stopped matching, or have other rows of those that the query passes;
   * - a lookup, or a key such as `Player.by.name.key('ann')`: which entities came into the range, left it, or changed.
   *
   * Changes before the call are not reported. Returns a function that stops the watch.
   *
   * @throws EcsDbError `ENTITY_NOT_FOUND`; `TRANSACTION_ERROR` inside a transaction, or for a query or lookup of one
   */
  watch(entity: Entity, listener: EntityListener): () => void;
  watch(entity: Entity, component: AnyComponent, listener: RowListener): () => void;
  watch(target: WatchTarget, listener: RowListener): () => void;
  watch(...given: WatchArguments): () => void {
    this.#commits.groups.assertOutside('watch');
    this.assertOpen();
    if (this.#watches === undefined) {
      this.#watches = createWatches(this.#store, this.#feedOptions.onError);
      this.#commits.groups.startWatches(this.#watches.groups);
    }
    return this.#watches.start(this, given);
  }

  /** A component for access by field path, made from the descriptor of the table of that name. */
  component(name: string): DynamicComponent {
    return dynamicComponentOf(this.#store, this.#schema, name);
  }

  /**
   * Releases what a thread held that has ended without closing its access: its pinned version, its lane, its ids.
   * `thread` is its number as in `stats().threads`, in the error `TIMEOUT`, and in `AttachedDatabase.thread`. The
   * thread must have ended: otherwise it would read rows while they change. In Node the owner is notified when its
   * own worker threads end; on Linux, when any thread ends. False if no such thread is attached.
   *
   * @throws EcsDbError `TRANSACTION_ERROR` if the system reports that the thread is running
   */
  releaseThread(thread: number): boolean {
    if (typeof thread !== 'number')
      throw wrongArgument('releaseThread', 'the number of a thread, as in stats().threads', thread);
    return this.#sharing?.releaseThread(thread) ?? false;
  }

  /** Figures about memory, queries, commits and threads. */
  stats(): DatabaseStats {
    this.assertOpen();
    const queries = {
      inTransactions: this.#queriesInTransactions?.stats() ?? [],
      published: this.queries.stats(),
    };
    return statsOf(this.#store, this.version, queries, this.#commits.latency, this.#sharing?.stats() ?? NO_THREADS);
  }

  /** Resolves when everything that was written before this call is on the device. For a database in memory: at once. */
  flush(): Promise<void> {
    // A transaction that does nothing is committed after everything that was queued before it.
    return this.#commits.enqueue(nothing, pickVersion, 'flush').then((version) => this.#storage?.flush(version));
  }

  /** Writes a snapshot while commits continue, so that the log before it is not needed any more. */
  checkpoint(): Promise<Checkpoint> {
    return this.#storage === undefined ? Promise.reject(nothingOnDisk()) : this.#storage.checkpoint();
  }

  /** Accepts commits again after `DISK_FULL`. Rejects with `DISK_FULL` if there is still no space. */
  async resume(): Promise<void> {
    await this.#storage?.resume();
  }

  /** Commits what is queued, makes it durable, and closes. Using the database afterwards throws `CHANNEL_CLOSED`. */
  close(): Promise<void> {
    if (this.#closing !== undefined) return this.#closing;
    const closing = new Promise<void>((resolve, reject) => {
      this.#commits.close(() => {
        this.#store.published.iterations.endAll();
        for (const listener of this.#closeListeners) callListener(listener, this.#feedOptions.onError);
        this.#end().then(resolve, reject);
      });
    });
    // If `close` was refused inside a transaction, it must work afterwards.
    if (this.#commits.isClosed) this.#closing = closing;
    return closing;
  }

  /** Ends everything, and releases the memory even if the closed database is still referenced. */
  async #end(): Promise<void> {
    const sharing = this.#closeSharing();
    try {
      await this.#storage?.close();
    } finally {
      await sharing;
      this.#store.close();
      this.#feed?.release();
      await whenCollected();
    }
  }

  /** Resolves when other threads have been sent the outcomes of their transactions. */
  #closeSharing(): Promise<void> | undefined {
    const sharing = this.#sharing;
    return sharing && new Promise((resolve) => sharing.close(resolve));
  }

  /** From now on commits are recorded, with old rows if `isOldNeeded`. */
  #startFeed(call: string, isOldNeeded: boolean): Feed {
    const commits = this.#commits;
    commits.groups.assertOutside(call);
    this.assertOpen();
    commits.groups.assertCommits();
    if (this.#feed?.isRecording !== true || isOldNeeded) commits.finishPending();
    const feed = this.$createFeed();
    this.$startRecording(feed);
    return feed;
  }

  #version(run: (tx: Transaction) => unknown, call: string): Promise<number> {
    return this.#commits.enqueue((tx) => void run(tx), pickVersion, call);
  }
}

/** A copy, because opening continues after the call, when the caller may change the options. */
function copyOf(options: OpenOptions): OpenOptions {
  // Callers without types may leave the options out, which is reported later.
  if (typeof options !== 'object' || options === null || Array.isArray(options)) return options;
  const { directory } = options;
  return { ...options, directory: directory instanceof URL ? new URL(directory) : directory };
}

/** `undefined` in a browser, and if the directory was deleted. */
function currentDirectory(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

function nothing(): void {}

function pickResult<Result>(result: Result): Result {
  return result;
}

function pickVersion(_result: unknown, version: number): number {
  return version;
}

function nothingOnDisk(): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    'a database in memory has no directory with snapshots and a log. Open it with Database.open and a directory.',
  );
}
