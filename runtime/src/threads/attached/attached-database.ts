/** A database that another thread owns. Reads are in place; transactions are sent to the owner. */

import { createAttachedFeed, createAttachedWatches } from '#attached-feed';
import {
  ignoreRejection,
  isPromiseLike,
  type NotPromise,
  refuseCalls,
  rejectUnlessFunction,
  requireFunction,
  requireVersion,
} from '../../arguments.js';
import {
  type AnyComponent,
  type DataOf,
  type DynamicComponent,
  requireSchema,
  type Schema,
} from '../../component/index.js';
import type { Entity } from '../../entity/index.js';
import { EcsDbError } from '../../errors.js';
import type { Commit } from '../../feed/index.js';
import { requireBoolean, requireOptions } from '../../options.js';
import { Queries } from '../../query/index.js';
import { dynamicComponentOf, Reader } from '../../read/index.js';
import { type InsertArguments, rowsForCreate } from '../../transaction/index.js';
import type { EntityListener, RowListener, WatchArguments, WatchTarget } from '../../watch/index.js';
import { checkHandle, type DatabaseHandle, makePin, requireSharedMemory } from '../shared/index.js';
import { type AttachOptions, checkedAttachOptions } from './attach-options.js';
import type { AttachedFeed, AttachedFeedParts } from './attached-feed.js';
import { AttachedStore } from './attached-store.js';
import type { AttachedWatches } from './attached-watches.js';
import type { AttachedCommitListener } from './feed-reset.js';
import { Membership } from './membership.js';
import { PinnedVersion } from './pinned-version.js';
import type { RemoteTransaction } from './remote-transaction.js';
import { TransactionSender } from './transaction-sender.js';

/**
 * Attaches this thread to a database that another thread owns and has shared. `schema` is the schema of this thread's
 * code. It must have the layout of the database.
 *
 * @throws EcsDbError `SCHEMA_ERROR`, `INVALID_OPTION`, `UNSUPPORTED`, `CAPACITY_EXCEEDED`, `CHANNEL_CLOSED`
 */
export function attach(schema: Schema, handle: DatabaseHandle, options: AttachOptions = {}): AttachedDatabase {
  requireSharedMemory();
  requireSchema('attach', schema);
  checkHandle(schema, handle);
  const checked = checkedAttachOptions(options);
  const membership = new Membership(handle);
  try {
    const store = new AttachedStore(schema, handle, makePin(handle, membership.slot), checked.debug);
    const sender = new TransactionSender(store, handle, membership, checked);
    const { onError } = checked;
    const waitForOwner = (isServed: () => boolean): void => sender.waitForOwner(isServed);
    // Without the handle, by which it would keep the owner's memory.
    const { feed } = handle;
    const feedParts = (): AttachedFeedParts => ({ store, membership, memory: required(feed), onError, waitForOwner });
    return new AttachedDatabase(schema, store, membership, sender, feedParts);
  } catch (error) {
    membership.leave();
    throw error;
  }
}

/**
 * Each read returns data of the last published version, each query of one version from its first row to its last.
 * `pinVersion` pins one version for many of them. Readers never wait. The owner waits with the commit after the next
 * one for readers of an old version.
 */
export class AttachedDatabase extends Reader {
  readonly #store: AttachedStore;
  readonly #schema: Schema;
  readonly #membership: Membership;
  readonly #sender: TransactionSender;
  #feedParts: () => AttachedFeedParts;
  #feed: AttachedFeed | undefined;
  #watches: AttachedWatches | undefined;
  #isClosed = false;

  /** @internal Use `attach`. */
  constructor(
    schema: Schema,
    store: AttachedStore,
    membership: Membership,
    requests: TransactionSender,
    feedParts: () => AttachedFeedParts,
  ) {
    super(store.published, new Queries({ side: store.published, assertUsable: () => this.assertOpen() }), false);
    this.#store = store;
    this.#schema = schema;
    this.#membership = membership;
    this.#sender = requests;
    this.#feedParts = feedParts;
    // Exit listeners that run later would use a slot and a pin that may belong to another thread.
    membership.onEnded = () => {
      this.#isClosed = true;
      this.#feed?.end();
    };
  }

  /** The schema that this thread reads the database with. */
  get schema(): Schema {
    return this.#schema;
  }

  /**
   * The number by which the owner knows this thread: `threadId` in Node, elsewhere a number from the database.
   */
  get thread(): number {
    return this.#membership.thread;
  }

  /** Number of the last published transaction; inside `pinVersion`, the pinned version. */
  get version(): number {
    this.assertOpen();
    return this.#store.version;
  }

  /** @internal */
  override get $state(): string {
    return `version ${this.version}`;
  }

  /** @internal */
  override assertOpen(): void {
    if (this.#isClosed) throw detached();
  }

  /**
   * Calls `run` with a view of one version: everything that is read from it is of that version. Until `run` returns,
   * the owner can complete at most one further commit.
   */
  pinVersion<Result>(run: (view: PinnedVersion) => NotPromise<Result>): Result {
    requireFunction('pinVersion', run);
    this.assertOpen();
    const store = this.#store;
    store.hold();
    const view = new PinnedVersion(store, this.queries);
    try {
      const result: unknown = run(view);
      if (isPromiseLike(result)) {
        ignoreRejection(result);
        throw asyncPinnedVersion();
      }
      // `NotPromise` excludes promises at compile time; they were rejected above.
      return result as Result;
    } finally {
      view.$end();
      store.published.iterations.endOf(view);
      store.release();
    }
  }

  /**
   * Records what `run` does and sends it to the owner, which applies it as one transaction. Resolves with the result
   * of `run` once the transaction is committed as the durability of the database promises. If `run` throws, nothing is
   * sent, and the promise rejects with the same error.
   */
  write<Result>(run: (tx: RemoteTransaction) => NotPromise<Result>): Promise<Result> {
    // `NotPromise` exists for the compiler only; at run time the sender rejects promises.
    return (
      rejectUnlessFunction('write', run) ?? this.#send(run as (tx: RemoteTransaction) => Result, (result) => result)
    );
  }

  /** Throws: an attached thread cannot commit by itself. */
  writeSync(): never {
    throw onlyOwner('writeSync');
  }

  /** `create` as a transaction of its own; resolves with the new entity. */
  create(): Promise<Entity>;
  create(...unexpected: readonly unknown[]): Promise<Entity> {
    if (unexpected.length > 0) return Promise.reject(rowsForCreate(unexpected[0]));
    return this.write((tx) => tx.create());
  }

  /** `destroy` as a transaction of its own; resolves with its version. */
  destroy(entity: Entity): Promise<number> {
    return this.#version((tx) => tx.destroy(entity));
  }

  /** `insert` as a transaction of its own; resolves with its version. */
  insert<C extends AnyComponent>(entity: Entity, component: C, ...data: InsertArguments<C>): Promise<number> {
    return this.#version((tx) => tx.insert(entity, component, ...data));
  }

  /** `put` as a transaction of its own; resolves with its version. */
  put<C extends AnyComponent>(entity: Entity, component: C, ...data: InsertArguments<C>): Promise<number> {
    return this.#version((tx) => tx.put(entity, component, ...data));
  }

  /** `update` as a transaction of its own; resolves with its version. */
  update<C extends AnyComponent>(entity: Entity, component: C, change: Partial<DataOf<C>>): Promise<number> {
    return this.#version((tx) => tx.update(entity, component, change));
  }

  /** `delete` as a transaction of its own; resolves with its version. */
  delete(entity: Entity, component: AnyComponent): Promise<number> {
    return this.#version((tx) => tx.delete(entity, component));
  }

  /**
   * Calls `listener` after each transaction with a version, in order, as on the owner: for the commits after `version`
   * at the moment of the call, and before the promises of this thread's own writes settle. If this thread is so slow
   * that the owner overwrites commits, it is called with a `FeedReset` instead, and then with the commits after that.
   * It keeps the thread alive until it is removed or the database is closed. Returns a function that removes it.
   *
   * The first call blocks until the owner records commits; so does each one with `{ old: true }`, which also shows rows
   * as they were before.
   *
   * @throws EcsDbError `TIMEOUT` if the owner does not begin in time; `UNSUPPORTED` without the feed in a bundle
   */
  onCommit(listener: AttachedCommitListener, options: { readonly old?: boolean } = {}): () => void {
    requireFunction('onCommit', listener);
    requireOptions('onCommit', options, ['old']);
    const { old = false } = options;
    requireBoolean('onCommit', 'old', old);
    return this.#openFeed().subscribe(listener, old);
  }

  /**
   * Iterates over the commits after `after`, up to `version`, as far as the owner keeps them. They are recorded from
   * the first call of this method or of `onCommit` on, in any thread. Each commit is a copy.
   *
   * @throws EcsDbError `VERSION_GONE` if some of them are not kept, also when the loop reaches one that was overwritten
   * meanwhile; `TIMEOUT`, `UNSUPPORTED`
   */
  commitsSince(after: number): Iterable<Commit> {
    requireVersion('commitsSince', after);
    return this.#openFeed().commitsSince(after);
  }

  /**
   * Calls `listener` when something has changed, as on the owner: once for all that was published since the last call.
   * If this thread is so slow that the owner overwrites commits, it gets `{ reset: true }` and empty lists. A watch
   * keeps the thread alive until it is stopped or the database is closed. Returns a function that stops it. The first
   * call blocks until the owner records commits.
   *
   * @throws EcsDbError `ENTITY_NOT_FOUND`; `TRANSACTION_ERROR` for a query or lookup of a transaction; `TIMEOUT`,
   * `UNSUPPORTED`
   */
  watch(entity: Entity, listener: EntityListener): () => void;
  watch(entity: Entity, component: AnyComponent, listener: RowListener): () => void;
  watch(target: WatchTarget, listener: RowListener): () => void;
  watch(...given: WatchArguments): () => void {
    const feed = this.#openFeed();
    if (this.#watches === undefined) {
      const { store, memory, onError } = this.#feedParts();
      this.#watches = createAttachedWatches({ store, feed, memory, onError });
    }
    return this.#watches.start(this, given);
  }

  /** A component with access by field path, built from the descriptor of the table with that name. */
  component(name: string): DynamicComponent {
    return dynamicComponentOf(this.#store, this.#schema, name);
  }

  /**
   * Waits for pending transactions, then closes this thread's access. The database itself stays open. After that, each
   * call here throws `CHANNEL_CLOSED`.
   */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#feed?.end();
    this.#feed = undefined;
    this.#watches = undefined;
    this.#feedParts = refuseFeed;
    // `close` may be called while a transaction is recorded or a row is read. That function has returned after this.
    await undefined;
    await this.#sender.settled();
    this.#sender.end();
    this.#store.close();
    this.#membership.leave();
  }

  #openFeed(): AttachedFeed {
    this.assertOpen();
    if (this.#feed === undefined) {
      const feed = createAttachedFeed(this.#feedParts());
      this.#sender.beforeReplies = () => feed.deliverSoon();
      this.#feed = feed;
    }
    return this.#feed;
  }

  #version(run: (tx: RemoteTransaction) => void): Promise<number> {
    return this.#send(run, (_, version) => version);
  }

  #send<Result, Value>(
    run: (tx: RemoteTransaction) => Result,
    pick: (result: Result, version: number) => Value,
  ): Promise<Value> {
    if (this.#isClosed) return Promise.reject(detached());
    return this.#sender.send(run, pick);
  }
}

refuseCalls(
  AttachedDatabase.prototype,
  ['transaction', 'history', 'stats', 'flush', 'checkpoint', 'resume', 'releaseThread'],
  onlyOwner,
);

function required(feed: SharedArrayBuffer | undefined): SharedArrayBuffer {
  if (feed !== undefined) return feed;
  throw new EcsDbError(
    'UNSUPPORTED',
    "the bundle of the thread that owns the database does not contain the feed. Import '@ecsdb/runtime/feed' there.",
  );
}

function refuseFeed(): never {
  throw detached();
}

function detached(): EcsDbError {
  return new EcsDbError(
    'CHANNEL_CLOSED',
    'this thread has closed its access to the database, or it is ending. Attach again.',
    {
      outcome: 'not-committed',
    },
  );
}

function asyncPinnedVersion(): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    'pinVersion() got an async function, which would pin one version, and so block the owner, for as long as it ' +
      'waits. Pass a function that copies what it needs, and await after it.',
  );
}

function onlyOwner(method: string): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    `${method}() was called in an attached thread; only the thread that owns the database can call it. Call it ` +
      'there, or use write() to change data.',
  );
}
