/** The database: opening and closing it, and wiring the modules together. */

import { rejectUnlessFunction, requireFunction, wrongArgument } from '../arguments.js';
import { CommitLoop } from '../commit/index.js';
import { type AnyComponent, type DynamicComponent, requireSchema, type Schema } from '../component/index.js';
import type { Checkpoint, OpenOptions, Storage } from '../durable/index.js';
import type { Entity } from '../entity/index.js';
import { EcsDbError } from '../errors.js';
import { whenCollected } from '../memory/index.js';
import { requireBoolean, requireOptions } from '../options.js';
import { type ArchetypeFilter, Queries } from '../query/index.js';
import { dynamicComponentOf, Reader } from '../read/index.js';
import type { RecoveryReport } from '../recovery/index.js';
import { Store } from '../table/index.js';
import {
  AttachedDatabase,
  type AttachOptions,
  type DatabaseHandle,
  type ShareOptions,
  Sharing,
} from '../threads/index.js';
import { type InsertArguments, type RowChange, type Transaction, TransactionBuilder } from '../transaction/index.js';
import { type DatabaseStats, NO_THREADS, statsOf } from './stats.js';

const MEMORY = 'Database.memory';

/** What a function given to `write` may return: anything but a promise, because a transaction cannot wait. */
export type NotPromise<Result> = Result extends PromiseLike<unknown> ? never : Result;

/** What `Database.memory` can be asked for. */
export interface MemoryOptions {
  /**
   * Debug mode, for tests and development: every row that is kept throws once the function or loop step that it was given to has ended,
   * and callbacks of `runs` that write where they may only read throw. Loops take many times as long; `false` by default.
   */
  readonly debug?: boolean;
}

/**
 * An embedded database of entities and components. Reads on it see the last published state; writes go through
 * transactions. Several databases may live in one process.
 */
export class Database extends Reader {
  readonly #store: Store;
  readonly #schema: Schema;
  readonly #commits: CommitLoop;
  readonly #storage: Storage | undefined;
  #closing: Promise<void> | undefined;
  #sharing: Sharing | undefined;

  private constructor(schema: Schema, store: Store, version = 0, storage?: Storage) {
    const filters = new Map<string, ArchetypeFilter>();
    super(store.published, new Queries({ side: store.published, assertUsable: () => this.assertOpen() }, filters));
    this.#store = store;
    this.#schema = schema;
    this.#storage = storage;
    const working = (assertUsable: (isWriting: boolean) => void): Queries =>
      new Queries({ side: store.working, assertUsable }, filters);
    this.#commits = new CommitLoop(store, working, version, storage?.log);
    storage?.attach(this.#commits);
  }

  /** A database in memory alone: nothing is on disk, and nothing outlives the process. */
  static memory(schema: Schema, options: MemoryOptions = {}): Database {
    requireSchema('Database.memory', schema);
    requireOptions(MEMORY, options, ['debug']);
    const { debug = false } = options;
    requireBoolean(MEMORY, 'debug', debug);
    return new Database(schema, new Store(schema, debug));
  }

  /**
   * Opens the database in a directory, making it if there is none. What it holds is read into memory; what is committed is
   * acknowledged as `durability` says. A directory is open once at a time.
   *
   * @throws EcsDbError `LOCKED`, `SCHEMA_MISMATCH`, `CORRUPT`, `NOT_A_DATABASE`, `FORMAT_UNSUPPORTED`, `ACCESS_DENIED`,
   * `DISK_FULL`, `IO_ERROR`
   */
  static async open(schema: Schema, options: OpenOptions): Promise<Database> {
    const given = copyOf(options);
    const cwd = currentDirectory();
    const { openStorage } = await import('#durable');
    const { store, version, storage } = await openStorage(schema, given, cwd);
    return new Database(schema, store, version, storage);
  }

  /**
   * Attaches this thread to a database that another one owns and has shared. `schema` is that of the code that this thread works with; its
   * layout must be that of the database.
   *
   * @throws EcsDbError `SCHEMA_ERROR`, `CAPACITY_EXCEEDED`, `CHANNEL_CLOSED`
   */
  static attach(schema: Schema, handle: DatabaseHandle, options?: AttachOptions): AttachedDatabase {
    return AttachedDatabase.attach(schema, handle, options);
  }

  /** The schema that the database was opened with. */
  get schema(): Schema {
    return this.#schema;
  }

  /**
   * Number of the last published transaction that announced a change: that made, removed or opened for writing an entity or a row,
   * even if every value came out as it was. A transaction that only read has no number of its own.
   */
  get version(): number {
    return this.#commits.version;
  }

  /** Number of the last transaction that is known to be on the device; 0 for a database in memory. */
  get durableVersion(): number {
    return this.#storage?.durableVersion ?? 0;
  }

  /** What was found when the directory was opened; `undefined` when it was new, and for a database in memory. */
  get recovery(): RecoveryReport | undefined {
    return this.#storage?.report;
  }

  /** @internal */
  get store(): Store {
    return this.#store;
  }

  /** @internal */
  override assertOpen(): void {
    if (!this.#commits.isReadable) this.#commits.assertReadable();
  }

  /**
   * Runs `run` as a transaction and resolves with what it returned once that is committed. Transactions queued at the
   * same moment are committed together. If `run` throws, everything it did is undone and the promise rejects with what
   * it threw.
   */
  write<Result>(run: (tx: Transaction) => NotPromise<Result>): Promise<Result> {
    // `NotPromise` is for the compiler's eyes; at run time the commit loop refuses promises.
    return rejectUnlessFunction('write', run) ?? this.#commits.enqueue((tx) => run(tx) as Result, pickResult, 'write');
  }

  /** Runs `run` as a transaction, committed and published on return; what is queued goes first. */
  writeSync<Result>(run: (tx: Transaction) => NotPromise<Result>): Result {
    requireFunction('writeSync', run);
    return this.#commits.runSync((tx) => run(tx) as Result);
  }

  /** Begins a transaction in the builder form: operations are collected, then committed together. */
  transaction(): TransactionBuilder {
    this.#commits.assertWritable('transaction');
    return new TransactionBuilder((run) => this.#version(run, 'commit'));
  }

  /** `insert` as a transaction of its own; resolves with its version. */
  insert<C extends AnyComponent>(entity: Entity, component: C, ...data: InsertArguments<C>): Promise<number> {
    return this.#version((tx) => tx.insert(entity, component, ...data), 'insert');
  }

  /** `put` as a transaction of its own; resolves with its version. */
  put<C extends AnyComponent>(entity: Entity, component: C, ...data: InsertArguments<C>): Promise<number> {
    return this.#version((tx) => tx.put(entity, component, ...data), 'put');
  }

  /** `update` as a transaction of its own; resolves with its version. */
  update<C extends AnyComponent>(entity: Entity, component: C, change: RowChange<C>): Promise<number> {
    return this.#version((tx) => tx.update(entity, component, change), 'update');
  }

  /** `delete` as a transaction of its own; resolves with its version. */
  delete(entity: Entity, component: AnyComponent): Promise<number> {
    return this.#version((tx) => tx.delete(entity, component), 'delete');
  }

  /** A component to work with by field path, built from the descriptor of the table of that name. */
  component(name: string): DynamicComponent {
    return dynamicComponentOf(this.#store, this.#schema, name);
  }

  /**
   * What other threads attach to the database with; the same each time. `options` belong to the first call; a later one may repeat
   * them. This thread goes on owning the database: when it ends, so does their access.
   *
   * @throws EcsDbError `SCHEMA_ERROR` where memory cannot be shared; `FIELD_TYPE_MISMATCH` for options that are wrong or not those of the
   * first call
   */
  share(options: ShareOptions = {}): DatabaseHandle {
    this.#commits.assertWritable('share');
    if (this.#sharing === undefined) {
      const sharing = new Sharing(this.#store, this.#schema.descriptor, options, () =>
        this.#commits.onRemoteActivity(),
      );
      this.#store.share(sharing, this.version);
      this.#commits.share(sharing);
      this.#sharing = sharing;
    } else this.#sharing.requireSameOptions(options);
    return this.#sharing.handle;
  }

  /**
   * Releases what a thread held that has ended without closing its access: its snapshots, its place, its ids. `thread` is its number as in
   * `stats().threads`, in the error `TIMEOUT`, and in `AttachedDatabase.thread`. The thread must have ended: if it went on, it would read
   * rows that change meanwhile. In Node the owner notices by itself when threads of its own end, on Linux all threads. False when no such
   * thread is attached.
   *
   * @throws EcsDbError `TRANSACTION_ERROR` when the system tells that the thread is running
   */
  releaseThread(thread: number): boolean {
    if (typeof thread !== 'number')
      throw wrongArgument('releaseThread', 'the number of a thread, as in stats().threads', thread);
    return this.#sharing?.releaseThread(thread) ?? false;
  }

  /** The figures that a dashboard shows. */
  stats(): DatabaseStats {
    this.assertOpen();
    return statsOf(this.#store, this.version, this.#commits.latency, this.#sharing?.stats() ?? NO_THREADS);
  }

  /** Resolves when everything that was written before this call is on the device; at once for a database in memory. */
  flush(): Promise<void> {
    // A transaction that does nothing comes after everything that was queued before it.
    return this.#commits.enqueue(nothing, pickVersion, 'flush').then((version) => this.#storage?.flush(version));
  }

  /** Takes a snapshot, while commits go on, so that the log before it is not needed any more. */
  checkpoint(): Promise<Checkpoint> {
    return this.#storage === undefined ? Promise.reject(nothingOnDisk()) : this.#storage.checkpoint();
  }

  /** Accepts commits again after `DISK_FULL`; rejects with that again while there is still no room. */
  async resume(): Promise<void> {
    await this.#storage?.resume();
  }

  /** Commits what is queued, makes it durable, then closes. Using the database afterwards throws `CHANNEL_CLOSED`. */
  close(): Promise<void> {
    if (this.#closing !== undefined) return this.#closing;
    const closing = new Promise<void>((resolve, reject) => {
      this.#commits.close(() => {
        this.#store.published.iterations.endAll();
        this.#end().then(resolve, reject);
      });
    });
    // Refused inside a transaction, `close` must work afterwards.
    if (this.#commits.isClosed) this.#closing = closing;
    return closing;
  }

  /** Ends everything; whoever keeps the closed database keeps none of its memory. */
  async #end(): Promise<void> {
    const sharing = this.#closeSharing();
    try {
      await this.#storage?.close();
    } finally {
      await sharing;
      this.#store.close();
      await whenCollected();
    }
  }

  /** Resolves when other threads have been told what became of their transactions. */
  #closeSharing(): Promise<void> | undefined {
    const sharing = this.#sharing;
    return sharing && new Promise((resolve) => sharing.close(resolve));
  }

  #version(run: (tx: Transaction) => unknown, call: string): Promise<number> {
    return this.#commits.enqueue((tx) => void run(tx), pickVersion, call);
  }
}

/** What is given counts as it is at the call, although opening goes on later. */
function copyOf(options: OpenOptions): OpenOptions {
  // Callers without types may leave it out, which is told later.
  if (typeof options !== 'object' || options === null || Array.isArray(options)) return options;
  const { directory } = options;
  return { ...options, directory: directory instanceof URL ? new URL(directory) : directory };
}

/** `undefined` where there is none: in a browser, and when it was deleted. */
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
    'a database in memory has no directory to take a snapshot to. Open it with Database.open and a directory.',
  );
}
